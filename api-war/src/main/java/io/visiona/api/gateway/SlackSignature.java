package io.visiona.api.gateway;

import io.visiona.shared.config.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Slack's signature of a request
 * (https://api.slack.com/authentication/verifying-requests-from-slack): HMAC-SHA256 of {@code
 * v0:timestamp:body}, not older than five minutes. Compared in constant time. Thread-safe.
 */
final class SlackSignature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

  private final Clock clock;

  SlackSignature(Clock clock) {
    this.clock = clock;
  }

  /** Why the request is not Slack's, if it is not. */
  Optional<GatewayRefusal> check(HttpServletRequest request, byte[] body, Secret secret) {
    List<String> signatures = Collections.list(request.getHeaders("X-Slack-Signature"));
    List<String> timestamps = Collections.list(request.getHeaders("X-Slack-Request-Timestamp"));
    if (signatures.isEmpty() || timestamps.isEmpty()) {
      return Optional.of(
          GatewayRefusal.unauthenticated(GatewayError.AUTHENTICATION_FAILED, "slack_missing"));
    }
    boolean single = signatures.size() == 1 && timestamps.size() == 1;
    if (!single || !SECONDS.matcher(timestamps.getFirst()).matches()) {
      return Optional.of(
          GatewayRefusal.unauthenticated(GatewayError.INVALID_TOKEN, "slack_malformed"));
    }
    byte[] given = signatures.getFirst().getBytes(StandardCharsets.UTF_8);
    byte[] right = signature(timestamps.getFirst(), body, secret).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(given, right)) {
      return Optional.of(
          GatewayRefusal.unauthenticated(GatewayError.INVALID_TOKEN, "slack_signature"));
    }
    long age = clock.instant().getEpochSecond() - Long.parseLong(timestamps.getFirst());
    return Math.abs(age) > LIFETIME.toSeconds()
        ? Optional.of(GatewayRefusal.unauthenticated(GatewayError.TOKEN_EXPIRED, "slack_old"))
        : Optional.empty();
  }

  /** The value of {@code X-Slack-Signature}. */
  static String signature(String timestamp, byte[] body, Secret secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
      mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
      return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException(ALGORITHM + " is not available", impossible);
    }
  }
}
