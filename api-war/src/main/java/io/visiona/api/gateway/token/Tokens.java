package io.visiona.api.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.visiona.api.gateway.token.TokenVerdict.Reason;
import io.visiona.api.gateway.token.TokenVerdict.Refused;
import io.visiona.api.gateway.token.TokenVerdict.Valid;
import io.visiona.api.identity.oidc.CompactTokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * Judges bearer tokens. A token that was found good is remembered by its hash until it expires, so
 * that a client that asks often costs one signature check; when the keys change all of that is
 * void. Bounded, thread-safe; may wait for a fetch of keys (decision 17).
 */
public final class Tokens {
  private static final int MOST_REMEMBERED = 20_000;

  /** A token that says more is checked each time, so that memory stays bounded. */
  private static final int MOST_CLAIMS = 2 * 1024;

  /** RFC 8725 section 3.11, RFC 9068: a token made for something else says so. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private record Known(Valid verdict, Object generation) {}

  private final JWSAlgorithm algorithm;
  private final VerificationKeys keys;
  private final ClaimRules rules;
  private final int longest;
  private final Cache<ByteBuffer, Known> known =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).executor(Runnable::run).build();

  Tokens(JWSAlgorithm algorithm, VerificationKeys keys, TokenConfig config, Clock clock) {
    this.algorithm = algorithm;
    this.keys = keys;
    this.rules = new ClaimRules(config, clock);
    this.longest = config.longestToken();
  }

  /**
   * Judges a token.
   *
   * @throws io.visiona.shared.error.ApiException when keys are needed that cannot be had now
   */
  public TokenVerdict judge(String token) {
    if (token.length() > longest) {
      return new Refused(Reason.TOO_LONG);
    }
    ByteBuffer hash = hash(token);
    Known before = known.getIfPresent(hash);
    if (before != null && before.generation() == keys.generation()) {
      if (!rules.isOver(before.verdict().expires())) {
        return before.verdict();
      }
      known.invalidate(hash);
      return new Refused(Reason.EXPIRED);
    }
    return verify(token, hash);
  }

  private TokenVerdict verify(String token, ByteBuffer hash) {
    try {
      SignedJWT jwt = CompactTokens.parse(token);
      if (!algorithm.equals(jwt.getHeader().getAlgorithm())) {
        return new Refused(Reason.ALGORITHM);
      }
      if (!isUnderstood(jwt.getHeader())) {
        return new Refused(Reason.MALFORMED);
      }
      // Before the keys are used: when they change meanwhile, what is remembered counts no longer.
      Object generation = keys.generation();
      TokenVerdict verdict = signed(jwt);
      if (verdict instanceof Refused(Reason reason)
          && reason == Reason.SIGNATURE
          && keys.isRenewed(generation)) {
        generation = keys.generation();
        verdict = signed(jwt);
      }
      if (verdict instanceof Valid valid && valid.claims().length() <= MOST_CLAIMS) {
        known.put(hash, new Known(valid, generation));
      }
      return verdict;
    } catch (ParseException | IllegalArgumentException malformed) {
      return new Refused(Reason.MALFORMED);
    } catch (JOSEException unusable) {
      return new Refused(Reason.SIGNATURE);
    }
  }

  private TokenVerdict signed(SignedJWT jwt) throws JOSEException, ParseException {
    List<JWSVerifier> verifiers = keys.of(jwt.getHeader());
    if (verifiers.isEmpty()) {
      return new Refused(Reason.KEY);
    }
    for (JWSVerifier verifier : verifiers) {
      if (jwt.verify(verifier)) {
        return rules.judge(jwt.getJWTClaimsSet());
      }
    }
    return new Refused(Reason.SIGNATURE);
  }

  /** Extensions that must be understood are not (RFC 7515 section 4.1.11). */
  private static boolean isUnderstood(JWSHeader header) {
    boolean plain = header.getCriticalParams() == null || header.getCriticalParams().isEmpty();
    return plain
        && (header.getType() == null
            || TYPES.contains(header.getType().getType().toLowerCase(java.util.Locale.ROOT)));
  }

  private static ByteBuffer hash(String token) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
