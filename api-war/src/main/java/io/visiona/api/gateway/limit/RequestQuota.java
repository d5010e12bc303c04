package io.visiona.api.gateway.limit;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many requests in a period.
 *
 * @param requests 1 to 1,000,000
 * @param period a second, a minute or an hour
 */
public record RequestQuota(long requests, Duration period) {
  private static final Pattern FORM =
      Pattern.compile("([1-9]\\d{0,6})/(s|sec|second|m|min|minute|h|hour)");
  private static final long MOST = 1_000_000;

  /** Reads {@code 60/min}; also {@code /s}, {@code /h}. Empty when it is not of that form. */
  public static Optional<RequestQuota> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) > MOST) {
      return Optional.empty();
    }
    Duration period =
        switch (matcher.group(2).charAt(0)) {
          case 's' -> Duration.ofSeconds(1);
          case 'm' -> Duration.ofMinutes(1);
          default -> Duration.ofHours(1);
        };
    return Optional.of(new RequestQuota(Long.parseLong(matcher.group(1)), period));
  }
}
