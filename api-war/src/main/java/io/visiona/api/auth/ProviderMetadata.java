package io.visiona.api.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The provider's discovery document (OpenID Connect Discovery 1.0), fetched when first needed, so that this server starts
 * without the provider. A document that names another issuer, lacks an endpoint or would have us use plain http in production
 * is as good as none. Thread-safe.
 */
final class ProviderMetadata {
  /** Signature algorithms an ID token may have: asymmetric, so that the client's secret can never forge one. */
  static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

  /** How long ago the provider may have answered last when a person is sent there: long enough for a crowd to cause one fetch. */
  static final Duration PRESENT = Duration.ofSeconds(1);

  private static final Duration LIFETIME = Duration.ofHours(1);

  private final OidcConfig config;
  private final Remembered<OIDCProviderMetadata> document;

  ProviderMetadata(OidcConfig config, ProviderHttp http, LongSupplier nanoTime) {
    this.config = config;
    URI location = URI.create(withoutTrailingSlash(config.issuer()) + "/.well-known/openid-configuration");
    this.document = new Remembered<>(() -> read(http.fetch(location)), LIFETIME, LIFETIME, nanoTime);
  }

  /** The document; throws {@link ApiException} with {@code IDP_UNAVAILABLE} when there is no valid one. */
  OIDCProviderMetadata current() {
    return document.current();
  }

  /** The document as it was last fetched, however long ago; empty when it never was. */
  Optional<OIDCProviderMetadata> known() {
    return document.known();
  }

  /** What the provider may sign with: what it says and we allow. */
  static Set<JWSAlgorithm> algorithms(OIDCProviderMetadata metadata) {
    List<JWSAlgorithm> offered = metadata.getIDTokenJWSAlgs();
    return offered == null
        ? Set.of(JWSAlgorithm.RS256)
        : offered.stream().filter(ALGORITHMS::contains).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The document of a provider that is there now; throws {@link ApiException} with {@code IDP_UNAVAILABLE} when it is not, even if
   * an older document is known. For sending people to it: a page of ours is more use to them than an address that does not answer.
   */
  OIDCProviderMetadata present() {
    return document.notOlderThan(PRESENT);
  }

  private OIDCProviderMetadata read(String json) {
    OIDCProviderMetadata metadata;
    try {
      metadata = OIDCProviderMetadata.parse(json);
    } catch (ParseException malformed) {
      throw new ApiException(ErrorCode.IDP_UNAVAILABLE, malformed);
    }
    check(metadata.getIssuer().getValue().equals(config.issuer()), "its issuer is not the configured one");
    check(usable(metadata.getAuthorizationEndpointURI()), "its authorization endpoint is missing or not https");
    check(usable(metadata.getTokenEndpointURI()), "its token endpoint is missing or not https");
    check(usable(metadata.getJWKSetURI()), "its key set is missing or not https");
    check(!algorithms(metadata).isEmpty(), "it signs with no algorithm that is allowed here");
    return metadata;
  }

  private boolean usable(@Nullable URI endpoint) {
    return endpoint != null
        && endpoint.getHost() != null
        && ("https".equals(endpoint.getScheme()) || (!config.httpsOnly() && "http".equals(endpoint.getScheme())));
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new ApiException(
          ErrorCode.IDP_UNAVAILABLE, new IllegalStateException("Discovery document refused: " + problem));
    }
  }

  private static String withoutTrailingSlash(String issuer) {
    return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
  }
}
