package io.visiona.api.identity.sessions;

import java.time.Duration;
import java.util.Optional;

/**
 * Sign-ins under way, kept with the cookie they were started under: at most {@link
 * #MOST_PER_SESSION} for each, the oldest dropped for a new one. Everybody can start sign-ins, so
 * the total is bounded too. Implementations are thread-safe; a state can be taken once, whoever
 * asks at the same time.
 */
public interface PendingLogins {
  /** How many tabs can be signing in at once. */
  int MOST_PER_SESSION = 8;

  /** How long a sign-in may take. */
  Duration LIFETIME = Duration.ofMinutes(10);

  /** Adds one. */
  void add(SessionKey key, PendingLogin login);

  /** Takes the login of a state away; empty if there is none, or it was taken, or is too old. */
  Optional<PendingLogin> take(SessionKey key, String state);

  /** Whether any live login waits under this key. */
  boolean contains(SessionKey key);

  /** Lets what waits under one key wait under another; the old key is dead afterwards. */
  void move(SessionKey from, SessionKey to);
}
