package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.platform.redis.RedisLink;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisDeviceLoginsTest extends DeviceLoginsContract {
  private static final TestRedis REDIS = new TestRedis();
  private static final RedisLink LINK = new RedisLink(REDIS.config());

  private final DeviceLogins logins =
      new RedisDeviceLogins(
          LINK, new Sealer(UserSessionConfig.DEVELOPMENT_KEYS, new SecureRandom()), clock);

  @AfterAll
  static void stop() {
    LINK.close();
    REDIS.close();
  }

  @BeforeEach
  void flush() {
    REDIS.flush();
  }

  @Override
  DeviceLogins logins() {
    return logins;
  }

  @Override
  void pass(Duration time) {
    clock.advance(time);
    REDIS.pass(time);
  }

  @Test
  void whatIsInRedis_tellsNothing() {
    DeviceLogin login = login("the-device-code", "BCDFGHJK");
    logins.add(login);
    logins.replace(login, login.approved(SessionKey.of("alice"), "the-one-time-code"));

    assertThat(REDIS.content().toString())
        .doesNotContain(
            "the-device-code", "BCDFGHJK", "192.0.2.1", "the-one-time-code", "visiona on")
        .doesNotContain(SessionKey.of("alice").hash());
  }

  @Test
  void whoWritesRedis_cannotApprove_norMoveAnApprovalToAnotherProgram() {
    DeviceLogin approved = login("approved", "BCDFGHJK");
    DeviceLogin other = login("other", "CDFGHJKL");
    logins.add(approved);
    logins.add(other);
    logins.replace(approved, approved.approved(SessionKey.of("alice"), null));
    String sealed =
        Objects.requireNonNull(REDIS.content().get("visiona:device:" + approved.deviceHash()));
    REDIS.overwrite("visiona:device:" + other.deviceHash(), sealed);

    assertThat(logins.ofDevice(other.deviceHash())).isEmpty();
  }

  @Test
  void userCodeThatLeadsToAnotherProgram_leadsNowhere() {
    logins.add(login("first", "BCDFGHJK"));
    DeviceLogin second = login("second", "CDFGHJKL");
    logins.add(second);
    REDIS.content().keySet().stream()
        .filter(key -> key.startsWith("visiona:device-code:"))
        .forEach(key -> REDIS.overwrite(key, second.deviceHash()));

    assertThat(logins.ofUserCode("BCDFGHJK")).isEmpty();
    assertThat(logins.ofUserCode("CDFGHJKL")).contains(second);
  }

  @Test
  void takenLogin_leavesNothing() {
    DeviceLogin login = login("device", "BCDFGHJK");
    logins.add(login);
    logins.take(login);

    assertThat(REDIS.content()).isEmpty();
  }
}
