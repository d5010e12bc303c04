package io.visiona.agent.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:30:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "5, 5",
    "' 7 ', 7",
    "600, 600",
    "601, 600",
    "99999999999999999999, 600",
    "-1, 0",
    "soon, 0",
    "'', 0",
    "1.5, 0"
  })
  void seconds_areReadWithinBounds(String value, long seconds) {
    assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Sat, 21 Nov 2026 10:30:20 GMT; 20",
        "Sat, 21 Nov 2026 10:29:00 GMT; 0",
        "Sun, 22 Nov 2026 10:30:00 GMT; 600"
      })
  void date_isReadWithinBounds(String value, long seconds) {
    assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void missing_isZero() {
    assertThat(RetryAfter.parse(null, NOW)).isZero();
  }
}
