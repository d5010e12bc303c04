package io.visiona.shared.identity;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Tells calls of the other servers from everybody else's, in a filter, so that the answer to a
 * refused one is the application's. The container's MicroProfile JWT checks signature, issuer and
 * expiry; one configuration serves both audiences, so the audience is looked at again here, and
 * that it lives for a minute and comes once. Nothing but a bearer token is shown to the container,
 * which would try a password on the operators.
 */
public final class ServiceCallers {
  private static final String SCHEME = "Bearer ";

  /** Of this application: what it has seen is of no use at the other one. */
  private static final UsedServiceTokens USED = new UsedServiceTokens(Clock.systemUTC());

  private ServiceCallers() {}

  /**
   * Whether the request carries a valid service JWT for one of the audiences. Leaves the response
   * as it was.
   *
   * @param audiences {@link ServiceTokens#RELAY}, {@link ServiceTokens#relay} or {@link
   *     ServiceTokens#API}
   */
  public static boolean isOne(
      HttpServletRequest request, HttpServletResponse response, String... audiences)
      throws IOException, ServletException {
    String credentials = request.getHeader("Authorization");
    // RFC 9110 section 11.1: the scheme's case does not matter.
    if (credentials == null || !credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    return request.authenticate(new Mute(response))
        && request.getUserPrincipal() instanceof JsonWebToken token
        && token.getAudience() != null
        && !Collections.disjoint(token.getAudience(), List.of(audiences))
        && token.getGroups().contains(ServiceTokens.ROLE)
        && USED.isFirst(token.getTokenID(), token.getIssuedAtTime(), token.getExpirationTime());
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
