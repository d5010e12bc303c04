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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * Judges bearer tokens. A token that was found good is remembered by its hash until it expires, so that a client that asks often costs one
 * signature check; when the keys change all of that is void. Bounded, thread-safe; may wait for a fetch of keys (decision 17).
 */
public final class Tokens {
  static final int LONGEST = 8 * 1024;
  private static final int MOST_REMEMBERED = 20_000;

  /** RFC 8725 section 3.11, RFC 9068: a token made for something else says so. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private record Known(Valid verdict, Object generation) {}

  private final JWSAlgorithm algorithm;
  private final SigningKeys keys;
  private final ClaimRules rules;
  private final Cache<ByteBuffer, Known> known = Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).executor(Runnable::run).build();

  Tokens(JWSAlgorithm algorithm, SigningKeys keys, TokenConfig config, Clock clock) {
    this.algorithm = algorithm;
    this.keys = keys;
    this.rules = new ClaimRules(config, clock);
  }

  /**
   * Judges a token.
   *
   * @throws io.visiona.shared.error.ApiException when keys are needed that cannot be had now
   */
  public TokenVerdict judge(String token) {
    if (token.length() > LONGEST) {
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
      SignedJWT jwt = SignedJWT.parse(token);
      if (!algorithm.equals(jwt.getHeader().getAlgorithm())) {
        return new Refused(Reason.ALGORITHM);
      }
      if (!isUnderstood(jwt.getHeader())) {
        return new Refused(Reason.MALFORMED);
      }
      // Before the keys are used: when they change meanwhile, what is remembered counts no longer.
      Object generation = keys.generation();
      List<JWSVerifier> verifiers = keys.of(jwt.getHeader());
      if (verifiers.isEmpty()) {
        return new Refused(Reason.KEY);
      }
      for (JWSVerifier verifier : verifiers) {
        if (jwt.verify(verifier)) {
          TokenVerdict verdict = rules.judge(jwt.getJWTClaimsSet());
          if (verdict instanceof Valid valid) {
            known.put(hash, new Known(valid, generation));
          }
          return verdict;
        }
      }
      return new Refused(Reason.SIGNATURE);
    } catch (ParseException | IllegalArgumentException malformed) {
      return new Refused(Reason.MALFORMED);
    } catch (JOSEException unusable) {
      return new Refused(Reason.SIGNATURE);
    }
  }

  /** Extensions that must be understood are not (RFC 7515 section 4.1.11). */
  private static boolean isUnderstood(JWSHeader header) {
    boolean plain = header.getCriticalParams() == null || header.getCriticalParams().isEmpty();
    return plain && (header.getType() == null || TYPES.contains(header.getType().getType().toLowerCase(java.util.Locale.ROOT)));
  }

  private static ByteBuffer hash(String token) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
