package io.visiona.api.models.converter;

import io.visiona.shared.config.Mode;
import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The converter and how patient we are with it.
 *
 * @param access empty when neither {@code visiona.converter.url} nor {@code
 *     visiona.converter.api-key} is set
 * @param maxUpload {@code visiona.converter.max-upload}: bytes of one model file, 1 KiB to 16 GiB,
 *     default 512 MiB
 * @param uploadTimeout {@code visiona.converter.upload-timeout}: the longest one upload may take, 1
 *     s to 12 h, default 1 h
 * @param timeout {@code visiona.converter.timeout}: the longest a call may take, an upload may
 *     stand still, and the answer to an upload may be awaited, 500 ms to 5 min, default 30 s
 * @param pollInterval {@code visiona.converter.poll-interval}: between two questions about a job,
 *     100 ms to 1 min, default 2 s
 * @param leaseMargin {@code visiona.converter.lease-margin}: how much longer than a call a server
 *     keeps what it has begun about a conversion, 1 s to 5 min, default 15 s; it is also how much
 *     later another server takes over from one that died
 * @param keep {@code visiona.conversions.keep}: how long a conversion that is over is kept, 1 h to
 *     3650 d, default 30 d
 */
public record ConverterConfig(
    Optional<Access> access,
    long maxUpload,
    Duration uploadTimeout,
    Duration timeout,
    Duration pollInterval,
    Duration leaseMargin,
    Duration keep) {
  private static final String URL = "visiona.converter.url";
  private static final String API_KEY = "visiona.converter.api-key";

  /** The key of {@code development.xml}; it is public. */
  static final String DEVELOPMENT_API_KEY = "development-converter-api-key";

  /**
   * Where the converter is and what it lets us in by.
   *
   * @param url base of its addresses
   * @param apiKey sent as {@code X-API-Key}
   */
  public record Access(URI url, Secret apiKey) {}

  /**
   * Reads, leaving problems in {@code settings}; one of address and key without the other is a
   * problem of the one that is missing.
   */
  public static ConverterConfig from(Settings settings) {
    return new ConverterConfig(
        access(settings),
        settings.number("visiona.converter.max-upload", 512L << 20, 1L << 10, 16L << 30),
        settings.duration(
            "visiona.converter.upload-timeout",
            Duration.ofHours(1),
            Duration.ofSeconds(1),
            Duration.ofHours(12)),
        settings.duration(
            "visiona.converter.timeout",
            Duration.ofSeconds(30),
            Duration.ofMillis(500),
            Duration.ofMinutes(5)),
        settings.duration(
            "visiona.converter.poll-interval",
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofMinutes(1)),
        settings.duration(
            "visiona.converter.lease-margin",
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5)),
        settings.duration(
            "visiona.conversions.keep",
            Duration.ofDays(30),
            Duration.ofHours(1),
            Duration.ofDays(3650)));
  }

  private static Optional<Access> access(Settings settings) {
    boolean url = settings.text(URL).isPresent();
    Secret key = settings.secret(API_KEY);
    if (!url && key.isEmpty()) {
      return Optional.empty();
    }
    if (!url || key.isEmpty()) {
      settings.problem(
          url ? API_KEY : URL, "is missing; address and key of the converter are set, or neither");
      return Optional.empty();
    }
    URI address = settings.url(URL, "https://not-configured.invalid");
    if (!key.value().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      settings.problem(API_KEY, "must be visible ASCII characters without blanks");
    }
    if (settings.choice("visiona.mode", Mode.PRODUCTION, Mode.class) == Mode.PRODUCTION) {
      if ("http".equals(address.getScheme()) && !"invalid.invalid".equals(address.getHost())) {
        settings.problem(URL, "must be https in production");
      }
      if (key.value().equals(DEVELOPMENT_API_KEY)) {
        settings.problem(API_KEY, "is the development default, which production refuses");
      }
    }
    return Optional.of(new Access(address, key));
  }
}
