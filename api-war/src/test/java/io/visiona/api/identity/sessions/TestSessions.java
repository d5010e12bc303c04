package io.visiona.api.identity.sessions;

import io.visiona.api.http.Caller;
import io.visiona.api.identity.sessions.UserSessionConfig.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sessions to test with. */
final class TestSessions {
  static final UserSessionConfig CONFIG =
      new UserSessionConfig(
          UserSessionConfig.DEVELOPMENT_KEYS,
          Duration.ofMinutes(30),
          Duration.ofHours(12),
          Store.MEMORY,
          5,
          3,
          100);

  private TestSessions() {}

  static UserSession session(Clock clock, String id, String subject, @Nullable String sid) {
    Instant now = clock.instant();
    return new UserSession(
        SessionKey.of(id),
        UUID.randomUUID(),
        new Caller(subject, subject + "-user", "Søren " + subject, subject + "@example.test"),
        sid,
        new ProviderTokens("access-" + id, now.plusSeconds(300), "refresh-" + id),
        List.of("state-1", "state-2"),
        now,
        now.plus(CONFIG.absoluteTimeout()),
        null);
  }
}
