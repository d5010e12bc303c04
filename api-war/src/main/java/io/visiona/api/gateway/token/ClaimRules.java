package io.visiona.api.gateway.token;

import com.nimbusds.jwt.JWTClaimsSet;
import io.visiona.api.gateway.token.TokenVerdict.Reason;
import io.visiona.api.gateway.token.TokenVerdict.Refused;
import io.visiona.api.gateway.token.TokenVerdict.Valid;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** What a token with a good signature must say (RFC 7519 section 4.1). */
final class ClaimRules {
  private static final int LONGEST_USERNAME = 255;

  private final TokenConfig config;
  private final Clock clock;

  ClaimRules(TokenConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  TokenVerdict judge(JWTClaimsSet claims) {
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      return new Refused(Reason.CLAIMS);
    }
    if (isOver(expires.toInstant())) {
      return new Refused(Reason.EXPIRED);
    }
    if (isAhead(claims.getNotBeforeTime()) || isAhead(claims.getIssueTime())) {
      return new Refused(Reason.NOT_YET_VALID);
    }
    if (config.issuer().isPresent() && !config.issuer().get().equals(claims.getIssuer())) {
      return new Refused(Reason.ISSUER);
    }
    if (config.audience().isPresent() && !claims.getAudience().contains(config.audience().get())) {
      return new Refused(Reason.AUDIENCE);
    }
    return claims.getClaim(config.usernameClaim()) instanceof String username
            && isUsername(username)
        ? new Valid(username, expires.toInstant(), Claims.of(claims))
        : new Refused(Reason.CLAIMS);
  }

  /** Whether a time of expiry has passed, even for a clock that is late. */
  boolean isOver(Instant expires) {
    return !clock.instant().minus(config.clockSkew()).isBefore(expires);
  }

  private boolean isAhead(@Nullable Date time) {
    return time != null && time.toInstant().isAfter(clock.instant().plus(config.clockSkew()));
  }

  private static boolean isUsername(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_USERNAME
        && text.codePoints().noneMatch(Character::isISOControl);
  }
}
