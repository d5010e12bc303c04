package io.visiona.tests.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import io.visiona.tests.support.SuiteSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/**
 * A person's consent to one authorization request.
 *
 * @param issuer of the provider that was asked
 * @param request parameters of the request
 * @param subject who consented
 * @param sid the provider's session
 */
record Grant(String issuer, Map<String, String> request, String subject, String sid) {
  Grant {
    SuiteSecrets.remember("subject", subject);
  }

  static Grant of(String issuer, Map<String, String> request, String subject) {
    return new Grant(issuer, request, subject, "sid-" + UUID.randomUUID());
  }

  String parameter(String name) {
    return request.getOrDefault(name, "");
  }

  /** The claims of a correct ID token. */
  JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .subject(subject)
        .audience(parameter("client_id"))
        .issueTime(in(Duration.ZERO))
        .expirationTime(in(Duration.ofMinutes(5)))
        .claim("nonce", parameter("nonce"))
        .claim("sid", sid)
        .claim("preferred_username", "alice")
        .claim("name", "Alice")
        .claim("email", "alice@signin.example.test");
  }

  static Date in(Duration offset) {
    return Date.from(Instant.now().plus(offset));
  }
}
