package io.visiona.shared.membercenter;

import io.visiona.shared.config.Secret;
import io.visiona.shared.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The registration that conversions use: {@code visiona.member-center.service-client-id} and {@code
 * visiona.member-center.service-client-secret}, both or neither, at {@code visiona.oidc.issuer}.
 *
 * @param service empty when neither is set
 */
public record MemberCenterConfig(Optional<ClientRegistration> service) {
  private static final String ID = "visiona.member-center.service-client-id";
  private static final String SECRET = "visiona.member-center.service-client-secret";

  /**
   * Reads, leaving problems in {@code settings}.
   *
   * @param issuer as sign-in read it, which has said what may be wrong with it
   */
  public static MemberCenterConfig from(Settings settings, String issuer) {
    Optional<String> id = settings.text(ID);
    Secret secret = settings.secret(SECRET);
    if (id.isPresent() != !secret.isEmpty()) {
      settings.problem(
          id.isPresent() ? SECRET : ID,
          "is missing; both keys of the service client are set, or neither");
    }
    if (id.isEmpty() || secret.isEmpty()) {
      return new MemberCenterConfig(Optional.empty());
    }
    return new MemberCenterConfig(
        url(issuer).map(base -> new ClientRegistration(base, id.get(), secret)));
  }

  private static Optional<URI> url(String issuer) {
    try {
      return Optional.of(new URI(issuer));
    } catch (URISyntaxException reportedWithTheIssuer) {
      return Optional.empty();
    }
  }
}
