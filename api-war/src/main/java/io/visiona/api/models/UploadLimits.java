package io.visiona.api.models;

import io.visiona.shared.limit.FairLimiter;
import java.time.Duration;

/**
 * What uploads of all kinds share.
 *
 * @param places one for each upload, shared by person, from its first byte to its last; each is a
 *     virtual thread, one or two connections and some buffers
 * @param head how long everything in front of the file may take to arrive
 */
public record UploadLimits(FairLimiter places, Duration head) {}
