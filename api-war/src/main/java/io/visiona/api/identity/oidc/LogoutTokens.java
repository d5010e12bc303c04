package io.visiona.api.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.visiona.shared.error.ApiException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks logout tokens (OpenID Connect Back-Channel Logout 1.0 sections 2.4 and 2.6) by the rules
 * for ID tokens: the same algorithms, the provider's own keys, issuer, audience, times; and what
 * makes them logout tokens: the event, a session or a subject, an id, no nonce. The library's own
 * validator refuses the type {@code JWT}, which providers use, and goes by the machine's clock.
 * Thread-safe.
 */
public final class LogoutTokens {
  /** What the token must be about. */
  public static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

  /**
   * How old a token may be: the specification recommends that they live two minutes, and providers
   * repeat deliveries.
   */
  public static final Duration MOST_AGE = Duration.ofMinutes(5);

  private static final int LONGEST_ID = 255;

  private final OidcConfig config;
  private final ProviderMetadata metadata;
  private final ProviderKeys keys;
  private final Clock clock;

  public LogoutTokens(
      OidcConfig config, ProviderMetadata metadata, ProviderKeys keys, Clock clock) {
    this.config = config;
    this.metadata = metadata;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * What a good token says; at least one of subject and session is there.
   *
   * @param id worth one use
   */
  public record LogoutToken(String id, @Nullable String subject, @Nullable String providerSession) {
    @Override
    public String toString() {
      return "LogoutToken[***]";
    }
  }

  /**
   * Reads a token; anything wrong with it is a {@link BadJOSEException}, no keys to check it an
   * {@link ApiException}. A signature that no known key made is tried once more when there are
   * other keys.
   */
  public LogoutToken verify(String token) throws BadJOSEException {
    Object seen = keys.current();
    try {
      return verified(token);
    } catch (BadJWSException signature) {
      if (!keys.isRenewed(seen)) {
        throw signature;
      }
      return verified(token);
    }
  }

  private LogoutToken verified(String token) throws BadJOSEException {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            new JOSEObjectType("logout+jwt"),
            new JOSEObjectType("application/logout+jwt"),
            JOSEObjectType.JWT,
            null));
    processor.setJWSKeySelector(keys.selector(metadata.current().algorithms()));
    processor.setJWTClaimsSetVerifier((claims, context) -> check(claims));
    try {
      // Parsed as signed: an unsigned or encrypted token is no token here.
      return read(processor.process(CompactTokens.parse(token), null));
    } catch (JOSEException | ParseException wrong) {
      throw new BadJWTException("it cannot be read", wrong);
    }
  }

  private void check(JWTClaimsSet claims) throws BadJWTException {
    demand(config.issuer().equals(claims.getIssuer()), "it is from another issuer");
    demand(claims.getAudience().contains(config.clientId()), "it is for another audience");
    demand(claims.getClaim("nonce") == null, "it has a nonce, as an ID token has");
    demand(hasEvent(claims), "it has no logout event");
    Instant now = clock.instant();
    Date issued = claims.getIssueTime();
    demand(
        issued != null && !now.plus(IdTokens.SKEW).isBefore(issued.toInstant()),
        "it has no time of issue, or one in the future");
    demand(
        issued != null && !now.minus(IdTokens.SKEW).minus(MOST_AGE).isAfter(issued.toInstant()),
        "it is too old");
    Date expires = claims.getExpirationTime();
    demand(
        expires != null && now.minus(IdTokens.SKEW).isBefore(expires.toInstant()),
        "it has expired, or never would");
    Date notBefore = claims.getNotBeforeTime();
    demand(
        notBefore == null || !now.plus(IdTokens.SKEW).isBefore(notBefore.toInstant()),
        "its time is yet to come");
  }

  private static boolean hasEvent(JWTClaimsSet claims) {
    return claims.getClaim("events") instanceof Map<?, ?> events
        && events.get(EVENT) instanceof Map<?, ?>;
  }

  private static LogoutToken read(JWTClaimsSet claims) throws ParseException, BadJWTException {
    String id = claims.getJWTID();
    String subject = claims.getSubject();
    String session = claims.getStringClaim("sid");
    demand(fits(id), "it has no usable id");
    demand(subject != null || session != null, "it names neither subject nor session");
    demand(subject == null || fits(subject), "its subject is unusable");
    demand(session == null || fits(session), "its session is unusable");
    return new LogoutToken(id, subject, session);
  }

  private static boolean fits(@Nullable String text) {
    return text != null && !text.isBlank() && text.length() <= LONGEST_ID;
  }

  private static void demand(boolean holds, String otherwise) throws BadJWTException {
    if (!holds) {
      throw new BadJWTException(otherwise);
    }
  }
}
