package io.visiona.api.models.conversions;

import java.time.Instant;
import java.util.UUID;

/**
 * The right to work on a conversion.
 *
 * @param token of this right and no other: what is written with a token that is no longer the row's
 *     is lost
 * @param until when another may take it, by the database's clock
 */
record ConversionLease(UUID token, Instant until) {}
