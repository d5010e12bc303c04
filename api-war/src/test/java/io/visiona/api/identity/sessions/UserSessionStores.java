package io.visiona.api.identity.sessions;

import io.visiona.api.platform.redis.RedisLink;
import java.security.SecureRandom;
import java.time.Clock;

/** Stores for the tests of other packages. */
public final class UserSessionStores {
  private UserSessionStores() {}

  public static UserSessionStore redis(RedisLink link, Clock clock) {
    return new RedisUserSessionStore(
        link,
        TestSessions.CONFIG,
        new Sealer(UserSessionConfig.DEVELOPMENT_KEYS, new SecureRandom()),
        clock);
  }
}
