package io.visiona.agent.tunnel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After} (RFC 9110 section 10.2.3), which whoever answers may fill in badly. */
final class RetryAfter {
  /** No server's wish keeps an agent away for longer. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private RetryAfter() {}

  /** How long to wait: zero when the header is missing or unreadable, at most {@link #LONGEST}. */
  static Duration parse(@Nullable String value, Instant now) {
    if (value == null) {
      return Duration.ZERO;
    }
    String text = value.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text.length() > 9 ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return bounded(Duration.between(now, date));
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  private static Duration bounded(Duration wish) {
    if (wish.isNegative()) {
      return Duration.ZERO;
    }
    return wish.compareTo(LONGEST) > 0 ? LONGEST : wish;
  }
}
