package io.visiona.shared.identity;

import io.visiona.shared.config.Secret;
import io.visiona.shared.container.Container;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Tells calls of the other servers from everybody else's, in a filter, so that the answer to a
 * refused one is the application's. {@link ServiceTokenVerifier} judges each token first: the
 * container's MicroProfile JWT writes a token that it refuses into its log. What is good is then
 * shown to the container, which gives the request its caller and role; where its MicroProfile JWT
 * cannot judge tokens signed with a shared secret, the request gets both here. A token lives for a
 * minute and comes once. Nothing but a bearer token is shown to the container, which would try a
 * password on the operators. Thread-safe.
 */
public final class ServiceCallers {
  private static final String SCHEME = "Bearer ";

  /** Of this application: what it has seen is of no use at the other one. */
  private final UsedServiceTokens used;

  private final ServiceTokenVerifier verifier;
  private final boolean containerJudgesToo;

  private ServiceCallers(ServiceTokenVerifier verifier, boolean containerJudgesToo, Clock clock) {
    this.verifier = verifier;
    this.containerJudgesToo = containerJudgesToo;
    this.used = new UsedServiceTokens(clock);
  }

  /** Signatures are judged under the secret, and by the container too where it can. */
  public static ServiceCallers of(Container container, Secret secret, Clock clock) {
    return new ServiceCallers(
        new ServiceTokenVerifier(secret, clock), container.judgesServiceTokens(), clock);
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
    Optional<ServiceTokenVerifier.Claims> good =
        verifier.verify(credentials.substring(SCHEME.length()).strip(), audiences);
    if (good.isEmpty()) {
      return Optional.empty();
    }
    ServiceTokenVerifier.Claims claims = good.get();
    if (containerJudgesToo && !isOneByContainer(request, response)) {
      return Optional.empty();
    }
    if (!used.isFirst(claims.id(), claims.issued(), claims.expires())) {
      return Optional.empty();
    }
    return Optional.of(
        containerJudgesToo ? request : new ServiceRequest(request, claims.subject()));
  }

  private static boolean isOneByContainer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    return request.authenticate(new Mute(response))
        && request.getUserPrincipal() instanceof JsonWebToken token
        && token.getGroups().contains(ServiceTokens.ROLE);
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
