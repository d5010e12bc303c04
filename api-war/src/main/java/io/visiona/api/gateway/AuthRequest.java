package io.visiona.api.gateway;

import io.visiona.api.gateway.Gatekeeper.Decision;
import io.visiona.api.gateway.routes.GatewayRoute;
import io.visiona.api.gateway.routes.GatewayRouteTable;
import io.visiona.api.gateway.routes.RequestPath;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.api.proxy.ClientResponse;
import io.visiona.api.proxy.LocalReply;
import io.visiona.api.proxy.ProxyAdmission;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.ProxyPolicy;
import io.visiona.api.proxy.ProxyResult;
import io.visiona.api.proxy.ResponsePlan;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.ResponseHead;
import io.visiona.shared.persistence.DatabaseException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /gateway-auth}: a proxy in front (nginx {@code auth_request}, Traefik {@code
 * forwardAuth}) asks whether it may pass a request on itself. The answer is the gateway's own: 200
 * with the identity headers, 401, 403; by the route of the path that the proxy names, with its
 * quota, in the same metrics. Who asks directly learns only about themselves.
 */
final class AuthRequest implements ProxyPolicy {
  static final String PATH = "/gateway-auth";

  private static final Logger LOG = System.getLogger(AuthRequest.class.getName());
  private static final List<String> URI = List.of("X-Original-URI", "X-Forwarded-Uri");
  private static final List<String> METHOD = List.of("X-Original-Method", "X-Forwarded-Method");

  /** What nginx is set up to say, and what Traefik says. */
  private static final List<List<String>> DIALECTS =
      List.of(
          List.of("X-Original-URI", "X-Original-Method"),
          List.of("X-Forwarded-Uri", "X-Forwarded-Method"));

  private final GatewayParts parts;
  private final HttpServletResponse response;
  private final HttpServletRequest asked;
  private final long began = System.nanoTime();
  private @Nullable GatewayRoute route;

  AuthRequest(GatewayParts parts, HttpServletRequest request, HttpServletResponse response) {
    this.parts = parts;
    this.response = response;
    this.asked = new Asked(request, first(request, METHOD).orElse("GET"));
    parts.inFlight().began();
  }

  /** The request that is asked about, as far as it is known here: its method is not this one's. */
  private static final class Asked extends HttpServletRequestWrapper {
    private final String method;

    Asked(HttpServletRequest request, String method) {
      super(request);
      this.method = method;
    }

    @Override
    public String getMethod() {
      return method;
    }
  }

  private static Optional<String> first(HttpServletRequest request, List<String> names) {
    return names.stream()
        .map(request::getHeader)
        .filter(value -> value != null && !value.isBlank())
        .findFirst();
  }

  /**
   * Whether one proxy says it, once: a proxy passes on what it does not set itself, so fields of
   * the other kind, or a second one, are the caller's.
   */
  private static boolean isClear(HttpServletRequest request) {
    long spoken =
        DIALECTS.stream()
            .filter(names -> names.stream().anyMatch(name -> request.getHeader(name) != null))
            .count();
    return spoken == 1
        && Stream.concat(URI.stream(), METHOD.stream())
            .allMatch(name -> Collections.list(request.getHeaders(name)).size() <= 1);
  }

  /** Never asked for: nothing is forwarded, so nobody waits. */
  @Override
  public List<String> holders() {
    return List.of(ClientAddress.of(asked).range());
  }

  @Override
  public ProxyAdmission admit(ClientRequest client) {
    try {
      Optional<GatewayRouteTable> table = parts.routes().table();
      return table.isEmpty() ? refused(GatewayError.SERVICE_UNAVAILABLE) : judged(table.get());
    } catch (DatabaseException | ApiException unavailable) {
      LOG.log(Level.WARNING, "A question of a proxy failed: {0}", unavailable.getMessage());
      return refused(GatewayError.SERVICE_UNAVAILABLE);
    }
  }

  private ProxyAdmission judged(GatewayRouteTable table) {
    Optional<String> uri = first(asked, URI);
    if (uri.isEmpty() || !isClear(asked)) {
      // Nothing is let through on a guess: a proxy that names no path, or two, is not set up.
      return refused(GatewayError.FORBIDDEN);
    }
    String target = RequestPath.isOurs(uri.get()) ? uri.get() : RequestPath.PREFIX + uri.get();
    if (!(Destination.find(target, table) instanceof Destination.Found.To(Destination to))) {
      return refused(GatewayError.FORBIDDEN);
    }
    route = to.route();
    if (!to.route().methods().contains(asked.getMethod())) {
      return refused(GatewayError.FORBIDDEN);
    }
    return switch (parts.gatekeeper().decide(asked, response, to.route(), Optional.empty())) {
      case Decision.Let(_, List<Field> said, _) ->
          new ProxyAdmission.Reply(
              new LocalReply(
                  HttpServletResponse.SC_OK,
                  (_, answer) -> {
                    answer.setHeader("Cache-Control", "no-store");
                    said.forEach(field -> answer.setHeader(field.name(), field.value()));
                    answer.setContentLength(0);
                    answer.flushBuffer();
                  }));
      // 404 would be a fault of the endpoint to who asks.
      case Decision.Refused(GatewayRefusal refusal, _)
          when refusal.error() == GatewayError.USER_NOT_FOUND ->
          refused(new GatewayRefusal(GatewayError.FORBIDDEN, refusal.reason(), false));
      case Decision.Refused(GatewayRefusal refusal, _) -> refused(refusal);
    };
  }

  private ProxyAdmission refused(GatewayError error) {
    return refused(GatewayRefusal.of(error));
  }

  private ProxyAdmission refused(GatewayRefusal refusal) {
    return new ProxyAdmission.Reply(GatewayErrors.reply(parts.metrics(), refusal));
  }

  @Override
  public ResponsePlan respond(ResponseHead head, BodyFraming framing, ClientResponse client) {
    throw new IllegalStateException("nothing is forwarded");
  }

  @Override
  public LocalReply failure(ProxyFailure failure) {
    return GatewayErrors.reply(parts.metrics(), GatewayRefusal.of(GatewayError.INTERNAL_ERROR));
  }

  @Override
  public void ended(ProxyResult result, int status, boolean clientGone) {
    GatewayRoute to = route;
    parts
        .metrics()
        .ended(
            to == null ? GatewayMetrics.NO_SERVICE : to.service(),
            asked.getMethod(),
            status,
            System.nanoTime() - began);
    parts.inFlight().ended();
  }
}
