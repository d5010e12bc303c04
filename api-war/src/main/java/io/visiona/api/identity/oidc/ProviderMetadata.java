package io.visiona.api.identity.oidc;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The provider's discovery document (OpenID Connect Discovery 1.0), fetched when first needed, so
 * that this server starts without the provider. A document that names another issuer, lacks an
 * endpoint or would have us use plain http in production is as good as none: an earlier good one
 * goes on being used, and log and readiness say so. Thread-safe.
 */
public final class ProviderMetadata {
  private static final Logger LOG = System.getLogger(ProviderMetadata.class.getName());

  /**
   * How long ago the provider may have answered last when a person is sent there: long enough for a
   * crowd to cause one fetch.
   */
  public static final Duration PRESENT = Duration.ofSeconds(1);

  private static final Duration LIFETIME = Duration.ofHours(1);

  private final OidcConfig config;
  private final StaleTolerantCache<ProviderDocument> document;
  private volatile @Nullable String refused;

  public ProviderMetadata(OidcConfig config, ProviderHttp http, LongSupplier nanoTime) {
    this.config = config;
    URI location =
        URI.create(withoutTrailingSlash(config.issuer()) + "/.well-known/openid-configuration");
    this.document =
        new StaleTolerantCache<>(() -> read(http.fetch(location)), LIFETIME, LIFETIME, nanoTime);
  }

  /**
   * The document; throws {@link ApiException} with {@code IDP_UNAVAILABLE} when there is no valid
   * one.
   */
  ProviderDocument current() {
    return document.current();
  }

  /** The document as it was last fetched, however long ago; empty when it never was. */
  Optional<ProviderDocument> known() {
    return document.known();
  }

  /**
   * The document of a provider that is there now; throws {@link ApiException} with {@code
   * IDP_UNAVAILABLE} when it is not, even if an older document is known. For sending people to it:
   * a page of ours is more use to them than an address that does not answer.
   */
  ProviderDocument present() {
    return document.notOlderThan(PRESENT);
  }

  /** What is wrong with the document that was offered last; empty when it was good. */
  public Optional<String> refused() {
    return Optional.ofNullable(refused);
  }

  private ProviderDocument read(String json) {
    try {
      ProviderDocument read = ProviderDocument.read(json, config);
      if (refused != null) {
        refused = null;
        LOG.log(Level.INFO, "The provider's discovery document is good again");
      }
      return read;
    } catch (RefusedDocument bad) {
      String why = String.valueOf(bad.getMessage());
      if (!why.equals(refused)) {
        refused = why;
        LOG.log(Level.WARNING, "The provider''s discovery document was refused: {0}", why);
      }
      throw new ApiException(ErrorCode.IDP_UNAVAILABLE, bad);
    }
  }

  private static String withoutTrailingSlash(String issuer) {
    return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
  }
}
