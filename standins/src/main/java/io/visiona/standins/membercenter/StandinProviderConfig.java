package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.id.Issuer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * What the development Member Center needs to know.
 *
 * @param issuer {@code visiona.oidc.issuer}, the same value the API is given
 * @param publicUrls {@code visiona.standins.public-urls}, by default {@code visiona.public-url}:
 *     where the API is seen by browsers; the redirect URIs follow from it
 * @param crowd {@code visiona.standins.crowd}: people besides Alice and Bob, for load tests,
 *     default 0
 * @param keyFile {@code visiona.standins.key-file}: where the signing key is kept, so that what was
 *     signed counts after a restart; a new key at each start if it is absent
 * @param clientSecret secret of the client {@code visiona-confidential}
 * @param codeLifetime how long an authorization code can be redeemed
 * @param tokenLifetime of access and ID tokens
 * @param refreshLifetime of refresh tokens, from their last use
 */
record StandinProviderConfig(
    Issuer issuer,
    List<URI> publicUrls,
    int crowd,
    Optional<Path> keyFile,
    String clientSecret,
    Duration codeLifetime,
    Duration tokenLifetime,
    Duration refreshLifetime) {

  /** Known to everybody, as the passwords are: this provider never serves production. */
  static final String DEVELOPMENT_CLIENT_SECRET = "development-client-secret";

  /** Throws {@link IllegalStateException} unless the server runs in development mode. */
  static StandinProviderConfig from(Config config) {
    String mode = config.getOptionalValue("visiona.mode", String.class).orElse("production");
    if (!mode.equals("development")) {
      throw new IllegalStateException(
          "The stand-ins run in development mode only (visiona.mode is " + mode + ").");
    }
    String urls =
        config
            .getOptionalValue("visiona.standins.public-urls", String.class)
            .orElseGet(() -> config.getValue("visiona.public-url", String.class));
    return new StandinProviderConfig(
        new Issuer(config.getValue("visiona.oidc.issuer", String.class)),
        Arrays.stream(urls.split(",")).map(String::strip).map(URI::create).toList(),
        config.getOptionalValue("visiona.standins.crowd", Integer.class).orElse(0),
        config.getOptionalValue("visiona.standins.key-file", String.class).map(Path::of),
        DEVELOPMENT_CLIENT_SECRET,
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30));
  }
}
