package io.visiona.api.identity.sessions;

import java.time.Duration;
import java.time.Instant;

/**
 * What the provider said of late is over. A logout that arrives while a person is signing in finds
 * no session yet; whoever stores one looks here afterwards. Implementations are thread-safe; one
 * that cannot be reached throws {@link io.visiona.shared.error.ApiException} with {@code
 * UNAVAILABLE}.
 */
public interface RecentLogouts {
  /** How long one is remembered: longer than a sign-in may take at the provider's endpoints. */
  Duration MEMORY = Duration.ofMinutes(10);

  /** Notes that a session or a person was signed out; before their sessions are looked for. */
  void note(String name, Instant at);

  /** Whether that was noted, and not before {@code since}. */
  boolean isSince(String name, Instant since);

  /** What a session of the provider is noted by. */
  static String ofSession(String providerSession) {
    return "sid " + providerSession;
  }

  /** What all sessions of a person are noted by. */
  static String ofSubject(String subject) {
    return "sub " + subject;
  }
}
