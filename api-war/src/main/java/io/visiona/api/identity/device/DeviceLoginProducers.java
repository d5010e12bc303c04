package io.visiona.api.identity.device;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.TimeMeter;
import io.visiona.api.identity.sessions.DeviceLogins;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.sessions.UserSessionStore;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Hands out what this package does. */
@Dependent
public class DeviceLoginProducers {

  @Produces
  @Singleton
  DeviceGrant grant(
      DeviceLogins logins,
      UserSessionStore sessions,
      SessionCookie cookie,
      UserSessionConfig config) {
    return new DeviceGrant(
        logins,
        sessions,
        cookie,
        config,
        new UserCodes(new SecureRandom()),
        Clock.systemUTC(),
        Ticker.systemTicker());
  }

  @Produces
  @Singleton
  DeviceLimits limits() {
    return DeviceLimits.of(TimeMeter.SYSTEM_NANOTIME);
  }
}
