package io.visiona.api.gateway;

import io.visiona.api.gateway.routes.GatewayRoute;
import io.visiona.api.gateway.token.Claims;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.shared.exchange.Field;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Steps 3 to 5: whether a caller is let through a route, and as whom. The same for requests that
 * are forwarded and for those that a proxy in front only asks about. Thread-safe.
 */
final class Gatekeeper {
  private final Authenticator authenticator;
  private final Identifier identifier;
  private final QuotaCheck quotas;

  Gatekeeper(Authenticator authenticator, Identifier identifier, QuotaCheck quotas) {
    this.authenticator = authenticator;
    this.identifier = identifier;
    this.quotas = quotas;
  }

  /** What was decided. */
  sealed interface Decision {
    /**
     * Lets it through.
     *
     * @param identity null on public routes
     * @param said the fields that say who it is, for the service
     * @param session what it stands on when it is a signed-in person's browser
     */
    record Let(@Nullable Identity identity, List<Field> said, @Nullable UserSession session)
        implements Decision {}

    /** Does not; {@code identity} is who it was, if that is known. */
    record Refused(GatewayRefusal refusal, @Nullable Identity identity) implements Decision {}
  }

  /**
   * Decides, and sets the headers of the quota.
   *
   * @param otherwise see {@link Authenticator#of}
   * @throws io.visiona.shared.persistence.DatabaseException when users cannot be looked up
   * @throws io.visiona.shared.error.ApiException when keys or sessions cannot be asked now
   */
  Decision decide(
      HttpServletRequest request,
      HttpServletResponse response,
      GatewayRoute route,
      Optional<String> otherwise) {
    Identity identity = null;
    Claims claims = Claims.NONE;
    UserSession session = null;
    if (route.authRequired()) {
      Authentication authentication = authenticator.of(request, otherwise);
      if (authentication instanceof Authentication.Failed(GatewayRefusal refusal)) {
        return new Decision.Refused(refusal, null);
      }
      if (authentication instanceof Authentication.Named named) {
        claims = named.claims();
      }
      if (authentication instanceof Authentication.Person person) {
        session = person.session();
      }
      Optional<Identity> known = identifier.of(authentication);
      if (known.isEmpty()) {
        return new Decision.Refused(
            new GatewayRefusal(GatewayError.USER_NOT_FOUND, "unknown_user", false), null);
      }
      identity = known.get();
    }
    if (!quotas.allows(request, response, route, identity)) {
      return new Decision.Refused(GatewayRefusal.of(GatewayError.RATE_LIMIT_EXCEEDED), identity);
    }
    Claims said = claims;
    boolean enough =
        route
            .require()
            .map(requirement -> requirement.isMetBy(said.of(requirement.claim())))
            .orElse(true);
    if (!enough) {
      return new Decision.Refused(
          new GatewayRefusal(GatewayError.FORBIDDEN, "requirement", false), identity);
    }
    return new Decision.Let(identity, fields(route, identity, claims), session);
  }

  private static List<Field> fields(
      GatewayRoute route, @Nullable Identity identity, Claims claims) {
    List<Field> fields = new ArrayList<>();
    if (identity != null) {
      fields.add(new Field("X-User-Id", identity.id()));
      fields.add(new Field("X-Username", identity.usernameField()));
    }
    route
        .headers()
        .forEach((name, claim) -> {
          List<String> values = claims.of(claim);
          if (!values.isEmpty()) {
            fields.add(new Field(name, Identity.list(values)));
          }
        });
    return fields;
  }
}
