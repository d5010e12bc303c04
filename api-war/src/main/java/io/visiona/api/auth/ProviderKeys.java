package io.visiona.api.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The provider's public keys. An unknown key id leads to one fetch in an interval, so that rotation is noticed at once and a
 * thousand made-up ids cost one request. Thread-safe.
 */
final class ProviderKeys implements JWKSource<SecurityContext> {
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private final Remembered<JWKSet> keys;

  ProviderKeys(OidcConfig config, ProviderMetadata metadata, ProviderHttp http, LongSupplier nanoTime) {
    this.keys =
        new Remembered<>(
            () -> read(http.fetch(metadata.current().getJWKSetURI())), LIFETIME, config.keyRefetchInterval(), nanoTime);
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
