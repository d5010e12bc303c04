package io.visiona.api.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The provider's public keys. An unknown key id leads to one fetch in an interval, so that rotation is noticed at once and a
 * thousand made-up ids cost one request. Thread-safe.
 */
public final class ProviderKeys implements JWKSource<SecurityContext> {
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private final Remembered<JWKSet> keys;

  ProviderKeys(OidcConfig config, ProviderMetadata metadata, ProviderHttp http, LongSupplier nanoTime) {
    this(() -> metadata.current().getJWKSetURI(), http, config.keyRefetchInterval(), nanoTime);
  }

  /**
   * Fetches nothing yet.
   *
   * @param address where the keys are; may throw {@link ApiException}
   * @param refetchInterval the least time between two fetches because of an unknown key id
   */
  public ProviderKeys(Supplier<URI> address, ProviderHttp http, Duration refetchInterval, LongSupplier nanoTime) {
    this.keys = new Remembered<>(() -> read(http.fetch(address.get())), LIFETIME, refetchInterval, nanoTime);
  }

  /** The keys that count now; the same object as long as nothing was fetched anew. Throws as {@link #get}. */
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

  private static JWKSet read(String json) {
    try {
      return JWKSet.parse(json);
    } catch (ParseException malformed) {
      throw new ApiException(ErrorCode.IDP_UNAVAILABLE, malformed);
    }
  }
}
