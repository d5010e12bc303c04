package io.visiona.shared.identity;

import io.visiona.shared.config.Secret;
import io.visiona.shared.container.Container;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Tells calls of the other servers from everybody else's, in a filter, so that the answer to a
 * refused one is the application's. The container's MicroProfile JWT checks signature, issuer and
 * expiry; one configuration serves both audiences, so the audience is looked at again here, and
 * that it lives for a minute and comes once. Nothing but a bearer token is shown to the container,
 * which would try a password on the operators. Where the container's MicroProfile JWT cannot judge
 * tokens signed with a shared secret, {@link ServiceTokenVerifier} does. Thread-safe.
 */
public final class ServiceCallers {
  private static final String SCHEME = "Bearer ";

  /** Of this application: what it has seen is of no use at the other one. */
  private final UsedServiceTokens used;

  private final @Nullable ServiceTokenVerifier verifier;

  private ServiceCallers(@Nullable ServiceTokenVerifier verifier, Clock clock) {
    this.verifier = verifier;
    this.used = new UsedServiceTokens(clock);
  }

  /** Signatures are judged by the container, or else under the secret. */
  public static ServiceCallers of(Container container, Secret secret, Clock clock) {
    return new ServiceCallers(
        container.judgesServiceTokens() ? null : new ServiceTokenVerifier(secret, clock), clock);
  }

  /**
   * The request to go on with, which has the caller's role, when it carries a valid service JWT for
   * one of the audiences. Leaves the response as it was.
   *
   * @param audiences {@link ServiceTokens#RELAY}, {@link ServiceTokens#relay} or {@link
   *     ServiceTokens#API}
   */
  public Optional<HttpServletRequest> admit(
      HttpServletRequest request, HttpServletResponse response, String... audiences)
      throws IOException, ServletException {
    String credentials = request.getHeader("Authorization");
    // RFC 9110 section 11.1: the scheme's case does not matter.
    if (credentials == null || !credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    if (verifier == null) {
      return isOneByContainer(request, response, audiences)
          ? Optional.of(request)
          : Optional.empty();
    }
    return verifier
        .verify(credentials.substring(SCHEME.length()).strip(), audiences)
        .filter(claims -> used.isFirst(claims.id(), claims.issued(), claims.expires()))
        .map(claims -> new ServiceRequest(request, claims.subject()));
  }

  private boolean isOneByContainer(
      HttpServletRequest request, HttpServletResponse response, String... audiences)
      throws IOException, ServletException {
    return request.authenticate(new Mute(response))
        && request.getUserPrincipal() instanceof JsonWebToken token
        && token.getAudience() != null
        && !Collections.disjoint(token.getAudience(), List.of(audiences))
        && token.getGroups().contains(ServiceTokens.ROLE)
        && used.isFirst(token.getTokenID(), token.getIssuedAtTime(), token.getExpirationTime());
  }

  /** Keeps the container from answering a refused token in its own words. */
  private static final class Mute extends HttpServletResponseWrapper {
    Mute(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void sendError(int status) {
      // The filter answers.
    }

    @Override
    public void sendError(int status, String message) {
      // The filter answers.
    }

    @Override
    public void setStatus(int status) {
      // The filter answers.
    }
  }
}
