package io.visiona.api.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import io.visiona.api.identity.oidc.ProviderHttp;
import io.visiona.api.identity.oidc.ProviderKeys;
import io.visiona.shared.tls.TlsConfig;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Makes what judges tokens, from the configuration. */
public final class TokenSetup {
  private TokenSetup() {}

  /** Empty when no tokens are accepted. */
  public static Optional<Tokens> tokens(
      TokenConfig config, Executor executor, TlsConfig tls, Clock clock, LongSupplier nanoTime) {
    return config
        .algorithm()
        .map(algorithm ->
            switch (algorithm) {
              case HS256 -> new Tokens(JWSAlgorithm.HS256, shared(config), config, clock);
              case RS256 ->
                  new Tokens(
                      JWSAlgorithm.RS256,
                      published(config, executor, tls, nanoTime),
                      config,
                      clock);
              case ES256 ->
                  new Tokens(
                      JWSAlgorithm.ES256,
                      published(config, executor, tls, nanoTime),
                      config,
                      clock);
            });
  }

  private static VerificationKeys shared(TokenConfig config) {
    try {
      return VerificationKeys.shared(config.secret().bytes());
    } catch (JOSEException tooShort) {
      throw new IllegalStateException("the configuration has checked the secret", tooShort);
    }
  }

  private static VerificationKeys published(
      TokenConfig config, Executor executor, TlsConfig tls, LongSupplier nanoTime) {
    URI address = config.jwksUrl().orElseThrow();
    ProviderHttp http = new ProviderHttp(executor, config.timeout(), tls);
    return VerificationKeys.published(
        new ProviderKeys(() -> address, http, config.keyRefetchInterval(), nanoTime));
  }
}
