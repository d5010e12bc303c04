package io.visiona.api.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryDeviceLoginsTest extends DeviceLoginsContract {
  private static final int MOST = 3;

  private final DeviceLogins logins = new MemoryDeviceLogins(clock, MOST);

  @Override
  DeviceLogins logins() {
    return logins;
  }

  @Override
  void pass(Duration time) {
    clock.advance(time);
  }

  @Test
  void flood_pushesTheOldestOut() {
    for (String code : new String[] {"BBBBBBBB", "CCCCCCCC", "DDDDDDDD", "FFFFFFFF"}) {
      logins.add(login(code, code));
    }

    assertThat(logins.ofUserCode("BBBBBBBB")).isEmpty();
    assertThat(logins.ofUserCode("CCCCCCCC")).isPresent();
    assertThat(logins.add(login("again", "BBBBBBBB"))).as("its code is free again").isTrue();
  }
}
