package io.visiona.api.identity.oidc;

import io.visiona.shared.config.Mode;
import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The Member Center as identity provider.
 *
 * @param issuer {@code visiona.oidc.issuer}, compared as exact text; https in production
 * @param clientId {@code visiona.oidc.client-id}
 * @param clientSecret {@code visiona.oidc.client-secret}; empty makes this a public client
 * @param scopes {@code visiona.oidc.scopes}, separated by spaces, must contain {@code openid}
 * @param timeout {@code visiona.oidc.timeout}: the longest one exchange with the provider may take,
 *     500 ms to 60 s, default 10 s
 * @param keyRefetchInterval {@code visiona.oidc.key-refetch-interval}: the shortest time between
 *     two fetches of the provider's keys because of an unknown key id, 1 s to 1 h, default 30 s
 * @param httpsOnly whether the provider's endpoints must be https, as in production
 */
public record OidcConfig(
    String issuer,
    String clientId,
    Secret clientSecret,
    String scopes,
    Duration timeout,
    Duration keyRefetchInterval,
    boolean httpsOnly) {

  /** Reads, leaving problems in {@code settings}. */
  public static OidcConfig from(Settings settings) {
    boolean production =
        settings.choice("visiona.mode", Mode.PRODUCTION, Mode.class) == Mode.PRODUCTION;
    String issuer = settings.required("visiona.oidc.issuer");
    URI checked = settings.url("visiona.oidc.issuer", "http://invalid.invalid");
    if (production && !"https".equals(checked.getScheme())) {
      settings.problem("visiona.oidc.issuer", "must be https in production");
    }
    String scopes = settings.text("visiona.oidc.scopes", "openid profile email");
    if (!(" " + scopes + " ").contains(" openid ")) {
      settings.problem("visiona.oidc.scopes", "must contain openid");
    }
    return new OidcConfig(
        issuer,
        settings.required("visiona.oidc.client-id"),
        settings.secret("visiona.oidc.client-secret"),
        scopes,
        settings.duration(
            "visiona.oidc.timeout",
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofMinutes(1)),
        settings.duration(
            "visiona.oidc.key-refetch-interval",
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofHours(1)),
        production);
  }

  /** What an operator should know at every start. */
  public Optional<String> warning() {
    return publicClient()
        ? Optional.of(
            "visiona.oidc.client-secret is not set: signing in as a public client, with PKCE only.")
        : Optional.empty();
  }

  /** Whether the client has no secret and PKCE alone protects the code. */
  public boolean publicClient() {
    return clientSecret.isEmpty();
  }
}
