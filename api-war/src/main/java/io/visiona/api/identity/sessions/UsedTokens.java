package io.visiona.api.identity.sessions;

import java.time.Duration;

/**
 * Ids of tokens that are worth one use ({@code jti}, RFC 7519 section 4.1.7). Only ids from tokens
 * whose signature was checked belong here, so strangers cannot fill it. Implementations are
 * thread-safe; of those who ask for the same id at the same time one is told it is new. One that
 * cannot be reached throws {@link io.visiona.shared.error.ApiException} with {@code UNAVAILABLE}.
 */
public interface UsedTokens {
  /** How long an id is remembered: longer than the tokens are accepted. */
  Duration MEMORY = Duration.ofMinutes(10);

  /** Notes an id; false if it was there. */
  boolean firstUse(String id);

  /** Forgets an id whose use failed, so that the sender may try again. */
  void forget(String id);
}
