package io.visiona.api.gateway.token;

import io.visiona.shared.config.Mode;
import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Which tokens count. The algorithm is the configuration's, never the token's.
 *
 * @param algorithm {@code visiona.gateway.jwt.algorithm}: empty when no bearer token is accepted
 * @param secret {@code visiona.gateway.jwt.secret}: for HS256, at least 32 bytes
 * @param jwksUrl {@code visiona.gateway.jwt.jwks-url}: for RS256 and ES256; https in production
 * @param issuer {@code visiona.gateway.jwt.issuer}: {@code iss} as exact text, when set
 * @param audience {@code visiona.gateway.jwt.audience}: one of {@code aud}, when set
 * @param usernameClaim {@code visiona.gateway.jwt.username-claim}
 * @param clockSkew {@code visiona.gateway.jwt.clock-skew}: how far clocks may differ, 0 to 5 min,
 *     default 60 s
 * @param keyRefetchInterval {@code visiona.gateway.jwt.key-refetch-interval}: the least time
 *     between two fetches because of an unknown key id
 * @param longestToken {@code visiona.gateway.jwt.max-length}: characters of a bearer token, 1024 to
 *     32768, default 16384
 * @param timeout {@code visiona.gateway.jwt.jwks-timeout}: the longest a fetch of keys may take
 */
public record TokenConfig(
    Optional<Algorithm> algorithm,
    Secret secret,
    Optional<URI> jwksUrl,
    Optional<String> issuer,
    Optional<String> audience,
    String usernameClaim,
    Duration clockSkew,
    Duration keyRefetchInterval,
    int longestToken,
    Duration timeout) {
  private static final String ALGORITHM = "visiona.gateway.jwt.algorithm";
  private static final String SECRET = "visiona.gateway.jwt.secret";
  private static final String JWKS = "visiona.gateway.jwt.jwks-url";

  /** RFC 7518 section 3.2: a key as long as the hash. */
  private static final int LEAST_SECRET_BYTES = 32;

  /** How tokens may be signed. */
  public enum Algorithm {
    HS256,
    RS256,
    ES256
  }

  /** Reads, leaving problems in {@code settings}. */
  public static TokenConfig from(Settings settings) {
    Optional<Algorithm> algorithm =
        settings
            .text(ALGORITHM)
            .map(any -> settings.choice(ALGORITHM, Algorithm.RS256, Algorithm.class));
    Secret secret = settings.secret(SECRET);
    Optional<URI> jwks =
        settings.text(JWKS).map(any -> settings.url(JWKS, "http://invalid.invalid"));
    boolean shared = algorithm.filter(Algorithm.HS256::equals).isPresent();
    if (shared && secret.bytes().length < LEAST_SECRET_BYTES) {
      settings.problem(SECRET, "must have at least 32 bytes for HS256");
    }
    if (algorithm.isPresent() && !shared && jwks.isEmpty()) {
      settings.problem(JWKS, "is required for " + algorithm.get());
    }
    boolean production =
        settings.choice("visiona.mode", Mode.PRODUCTION, Mode.class) == Mode.PRODUCTION;
    if (production && jwks.filter(url -> !"https".equals(url.getScheme())).isPresent()) {
      settings.problem(JWKS, "must be https in production");
    }
    return new TokenConfig(
        algorithm,
        secret,
        jwks,
        settings.text("visiona.gateway.jwt.issuer"),
        settings.text("visiona.gateway.jwt.audience"),
        settings.text("visiona.gateway.jwt.username-claim", "username"),
        settings.duration(
            "visiona.gateway.jwt.clock-skew",
            Duration.ofSeconds(60),
            Duration.ZERO,
            Duration.ofMinutes(5)),
        settings.duration(
            "visiona.gateway.jwt.key-refetch-interval",
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofHours(1)),
        settings.integer("visiona.gateway.jwt.max-length", 16 * 1024, 1024, 32 * 1024),
        settings.duration(
            "visiona.gateway.jwt.jwks-timeout",
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofMinutes(1)));
  }
}
