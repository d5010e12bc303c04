package io.visiona.shared.membercenter;

import io.visiona.shared.config.Secret;
import java.time.Instant;

/**
 * Lets its bearer fetch one object from the file server.
 *
 * @param token opaque; visible ASCII, as it has to go into an {@code Authorization} header
 * @param expiresAt when the file server stops to take it
 */
public record DownloadToken(Secret token, Instant expiresAt) {}
