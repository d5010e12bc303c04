package io.visiona.api.identity.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The provider's public keys. An unknown key id, or a signature that no known key made, leads to
 * one fetch in an interval, so that rotation is noticed at once, under the old key id too, and a
 * thousand made-up ids cost one request. Thread-safe.
 */
public final class ProviderKeys implements JWKSource<SecurityContext> {
  private static final Logger LOG = System.getLogger(ProviderKeys.class.getName());
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private final StaleTolerantCache<JWKSet> keys;
  private final AtomicInteger skipped = new AtomicInteger();

  public ProviderKeys(
      OidcConfig config, ProviderMetadata metadata, ProviderHttp http, LongSupplier nanoTime) {
    this(() -> metadata.current().keySet(), http, config.keyRefetchInterval(), nanoTime);
  }

  /**
   * Fetches nothing yet.
   *
   * @param address where the keys are; may throw {@link ApiException}
   * @param refetchInterval the least time between two fetches because of an unknown key
   */
  public ProviderKeys(
      Supplier<URI> address, ProviderHttp http, Duration refetchInterval, LongSupplier nanoTime) {
    this.keys =
        new StaleTolerantCache<>(
            () -> read(http.fetch(address.get())), LIFETIME, refetchInterval, nanoTime);
  }

  /**
   * The keys that count now; the same object as long as nothing was fetched anew. Throws as {@link
   * #get}.
   */
  public JWKSet current() {
    return keys.current();
  }

  /** Throws {@link ApiException} with {@code IDP_UNAVAILABLE} when no keys are to be had. */
  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    JWKSet known = keys.current();
    List<JWK> matching = selector.select(known);
    return matching.isEmpty() ? selector.select(keys.newerThan(known)) : matching;
  }

  /**
   * For a signature that none of {@code seen} made: whether there are other keys now. Fetches at
   * most once in the interval.
   */
  public boolean isRenewed(Object seen) {
    JWKSet known = keys.current();
    return known != seen || keys.newerThan(known) != seen;
  }

  /**
   * What may have made a signature: by the key id, where the header has one, the algorithm and its
   * kind of key. Thumbprints of certificates are not looked at.
   */
  public static JWKMatcher matcher(JWSHeader header) {
    JWKMatcher.Builder matcher =
        new JWKMatcher.Builder()
            .keyType(KeyType.forAlgorithm(header.getAlgorithm()))
            .keyUses(KeyUse.SIGNATURE, null)
            .algorithms(header.getAlgorithm(), null);
    if (header.getKeyID() != null) {
      matcher.keyID(header.getKeyID());
    }
    if (JWSAlgorithm.ES256.equals(header.getAlgorithm())) {
      matcher.curve(Curve.P_256);
    }
    return matcher.build();
  }

  /** For the library: keys by {@link #matcher}, for these algorithms only. */
  JWSVerificationKeySelector<SecurityContext> selector(Set<JWSAlgorithm> algorithms) {
    return new JWSVerificationKeySelector<>(algorithms, this) {
      @Override
      protected @Nullable JWKMatcher createJWKMatcher(JWSHeader header) {
        return isAllowed(header.getAlgorithm()) ? matcher(header) : null;
      }
    };
  }

  private JWKSet read(String json) {
    try {
      KeySets.Read read = KeySets.read(json);
      int before = skipped.getAndSet(read.skipped());
      if (read.skipped() > 0 && read.skipped() != before) {
        LOG.log(
            Level.WARNING,
            "Of a key set {0} keys are not usable here and were skipped",
            read.skipped());
      }
      return read.keys();
    } catch (ParseException | IllegalArgumentException malformed) {
      throw new ApiException(ErrorCode.IDP_UNAVAILABLE, malformed);
    }
  }
}
