package io.visiona.shared.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class UsedServiceTokensTest {
  private static final long NOW = 1_800_000_000;

  private long now = NOW;
  private final UsedServiceTokens used =
      new UsedServiceTokens(
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return Instant.ofEpochSecond(now);
            }
          });

  @Test
  void tokenIsWorthOneUse_evenAfterItsMemoryIsSwept() {
    assertThat(used.isFirst("a", NOW, NOW + 60)).isTrue();
    assertThat(used.isFirst("a", NOW, NOW + 60)).isFalse();
    assertThat(used.isFirst("b", NOW, NOW + 60)).isTrue();
    now = NOW + 89;
    assertThat(used.isFirst("a", NOW, NOW + 60)).as("within the clocks' difference").isFalse();
    now = NOW + 200;
    assertThat(used.isFirst("a", NOW, NOW + 60)).as("expired").isFalse();
    assertThat(used.isFirst("c", now, now + 60)).isTrue();
    assertThat(used.size()).as("what is expired is forgotten").isEqualTo(1);
  }

  @Test
  void tokenOfTenYears_orWithoutIdOrTime_isNone() {
    assertThat(used.isFirst("a", NOW, NOW + 61)).isFalse();
    assertThat(used.isFirst("a", NOW, NOW + 315_360_000)).isFalse();
    assertThat(used.isFirst("a", 0, NOW + 60)).isFalse();
    assertThat(used.isFirst("a", NOW + 31, NOW + 60)).isFalse();
    assertThat(used.isFirst("a", NOW, NOW)).isFalse();
    assertThat(used.isFirst(null, NOW, NOW + 60)).isFalse();
    assertThat(used.isFirst(" ", NOW, NOW + 60)).isFalse();
    assertThat(used.isFirst("x".repeat(101), NOW, NOW + 60)).isFalse();
    assertThat(used.isFirst("a", NOW - 20, NOW + 40)).isTrue();
  }
}
