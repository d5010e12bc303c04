package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One-time codes. A code presented twice ends what the first use was given (RFC 6749 section
 * 4.1.2). Thread-safe.
 */
final class AuthorizationCodes {
  private static final int MOST = 10_000;

  /** What a code is bound to. */
  record Issued(
      Grant grant, URI redirectUri, CodeChallenge challenge, Instant expiresAt, boolean used) {}

  private final Clock clock;
  private final Duration lifetime;
  private final Map<AuthorizationCode, Issued> codes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AuthorizationCode, Issued> eldest) {
          return size() > MOST;
        }
      };

  AuthorizationCodes(Clock clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  synchronized AuthorizationCode issue(Grant grant, URI redirectUri, CodeChallenge challenge) {
    AuthorizationCode code = new AuthorizationCode(32);
    codes.put(
        code, new Issued(grant, redirectUri, challenge, clock.instant().plus(lifetime), false));
    return code;
  }

  /**
   * The grant, if the code is live, was not used, and everything it is bound to fits. Any attempt
   * uses it up.
   */
  synchronized Redemption redeem(
      AuthorizationCode code,
      Client client,
      @Nullable URI redirectUri,
      @Nullable CodeVerifier verifier) {
    Issued issued = codes.get(code);
    if (issued == null) {
      return new Redemption.Refused(Optional.empty());
    }
    if (issued.used()) {
      return new Redemption.Refused(Optional.of(issued.grant()));
    }
    codes.put(
        code,
        new Issued(
            issued.grant(), issued.redirectUri(), issued.challenge(), issued.expiresAt(), true));
    boolean fits =
        clock.instant().isBefore(issued.expiresAt())
            && issued.grant().client().equals(client.id())
            && issued.redirectUri().equals(redirectUri)
            && verifier != null
            && issued.challenge().equals(CodeChallenge.compute(CodeChallengeMethod.S256, verifier));
    return fits ? new Redemption.Granted(issued.grant()) : new Redemption.Refused(Optional.empty());
  }

  /** What came of presenting a code. */
  sealed interface Redemption {
    record Granted(Grant grant) implements Redemption {}

    /**
     * The code is worth nothing.
     *
     * @param replayed the grant of a code that had been used before, which must now end
     */
    record Refused(Optional<Grant> replayed) implements Redemption {}
  }
}
