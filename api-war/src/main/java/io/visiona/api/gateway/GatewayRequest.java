package io.visiona.api.gateway;

import io.visiona.api.gateway.routes.GatewayRoute;
import io.visiona.api.gateway.routes.GatewayRouteTable;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.streams.PermittedStream;
import io.visiona.api.platform.tracing.Spans;
import io.visiona.api.proxy.ClientBody;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.api.proxy.ClientResponse;
import io.visiona.api.proxy.LimitedUpstream;
import io.visiona.api.proxy.LocalReply;
import io.visiona.api.proxy.ProxyAdmission;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.ProxyPolicy;
import io.visiona.api.proxy.ProxyResult;
import io.visiona.api.proxy.RequestBody;
import io.visiona.api.proxy.ResponsePlan;
import io.visiona.api.proxy.UpstreamRequest;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.HopByHop;
import io.visiona.shared.exchange.ResponseHead;
import io.visiona.shared.head.RawTarget;
import io.visiona.shared.persistence.DatabaseException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request of the gateway: what it takes to be let through (route, clean, authenticate,
 * identify, limit), what passes, what is said instead, and what is recorded of it.
 */
final class GatewayRequest implements ProxyPolicy {
  private static final Logger LOG = System.getLogger(GatewayRequest.class.getName());

  private final GatewayParts parts;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final long began = System.nanoTime();
  private final Instant came;

  // Kept for the log: when the request is complete, its object serves the next one.
  private final String id;
  private final String method;
  private final String uri;
  private final String target;

  private final Spans.Request trace;
  private Spans.@Nullable Call call;
  private @Nullable GatewayRoute route;
  private @Nullable Identity identity;
  private @Nullable Protocols protocols;

  /**
   * Of a request that stands on the session of a browser; one on a token goes on when that ends.
   */
  private @Nullable PermittedStream stream;

  private @Nullable String fault;
  private int upstreamStatus;

  /** Begins; {@link #ended} follows. */
  GatewayRequest(
      GatewayParts parts, String id, HttpServletRequest request, HttpServletResponse response) {
    this.parts = parts;
    this.request = request;
    this.response = response;
    this.came = parts.clock().instant();
    this.id = id;
    this.method = request.getMethod();
    this.target = RawTarget.of(request);
    this.uri = target.split("\\?", 2)[0];
    parts.inFlight().began();
    this.trace = parts.spans().begin(request);
  }

  @Override
  public ProxyAdmission admit(ClientRequest client) throws IOException {
    try {
      return routed(client);
    } catch (DatabaseException | ApiException unavailable) {
      LOG.log(Level.WARNING, "Gateway request {0} failed: {1}", id, unavailable.getMessage());
      return refused(GatewayError.SERVICE_UNAVAILABLE);
    }
  }

  private PermittedStream permitted(UserSession session, ClientRequest client) {
    PermittedStream permitted = new PermittedStream(parts.open(), session.holder());
    if (client.asksForWebSocket()) {
      permitted.webSocket();
    }
    return permitted;
  }

  private ProxyAdmission routed(ClientRequest client) throws IOException {
    Optional<GatewayRouteTable> table = parts.routes().table();
    if (table.isEmpty()) {
      return refused(GatewayError.SERVICE_UNAVAILABLE);
    }
    Destination destination;
    switch (Destination.find(target, table.get())) {
      case Destination.Found.Nowhere(GatewayError error) -> {
        return refused(error);
      }
      case Destination.Found.To(Destination to) -> destination = to;
    }
    GatewayRoute to = destination.route();
    route = to;
    if (parts.cors().answers(request, response, to)) {
      return new ProxyAdmission.Reply(
          new LocalReply(
              HttpServletResponse.SC_NO_CONTENT, (_, preflight) -> preflight.flushBuffer()));
    }
    if (!to.methods().contains(method)) {
      response.setHeader("Allow", String.join(", ", to.methods().stream().sorted().toList()));
      return refused(GatewayError.METHOD_NOT_ALLOWED);
    }
    return admitted(client, table.get(), destination);
  }

  private ProxyAdmission admitted(
      ClientRequest client, GatewayRouteTable table, Destination destination) throws IOException {
    GatewayRoute to = destination.route();
    RequestBody body = client.body();
    if (to.slackSecret().isPresent()) {
      Optional<byte[]> read = slackBody(client.body());
      if (read.isEmpty()) {
        return refused(new GatewayRefusal(GatewayError.PAYLOAD_TOO_LARGE, "", true));
      }
      Optional<GatewayRefusal> notSlack =
          parts.slack().check(request, read.get(), parts.secrets().apply(to.slackSecret().get()));
      if (notSlack.isPresent()) {
        return refused(notSlack.get());
      }
      body = RequestBody.of(read.get());
    }
    Optional<Protocols> offered =
        to.bearerSubprotocol() && client.asksForWebSocket()
            ? Protocols.of(request)
            : Optional.empty();
    List<Field> said;
    switch (parts.gatekeeper().decide(request, response, to, offered.map(Protocols::token))) {
      case Gatekeeper.Decision.Refused(GatewayRefusal refusal, Identity who) -> {
        identity = who;
        return refused(refusal);
      }
      case Gatekeeper.Decision.Let(Identity who, List<Field> fields, UserSession session) -> {
        identity = who;
        said = fields;
        stream = session == null ? null : permitted(session, client);
      }
    }
    protocols = offered.orElse(null);
    Spans.Call traced = trace.call(method, to.url(), destination.target());
    call = traced;
    Identity who = identity;
    return new ProxyAdmission.Forward(
        new LimitedUpstream(
            parts
                .services()
                .upstream(to.service(), to.url(), to.responseTimeout(), to.idleTimeout()),
            client.asksForWebSocket() ? parts.sockets() : parts.requests(),
            who == null ? "a:" + address() : "u:" + who.id(),
            to.pattern(),
            to.url().getScheme() + "://" + to.url().getAuthority()),
        UpstreamRequest.of(
            method,
            destination.target(),
            ServiceFields.of(
                client,
                parts.https(),
                table,
                destination.route(),
                said,
                protocols,
                traced.traceParent()),
            body));
  }

  @Override
  public Registration opened(Runnable cut) {
    PermittedStream permitted = stream;
    return permitted == null ? () -> {} : permitted.open(cut)::close;
  }

  @Override
  public byte[] farewell() {
    PermittedStream permitted = stream;
    return permitted == null ? new byte[0] : permitted.farewell();
  }

  @Override
  public List<String> holders() {
    return List.of(address());
  }

  private String address() {
    return ClientAddress.of(request).range();
  }

  /** The bytes whose signature is checked; nothing parses them. Empty when there are too many. */
  private Optional<byte[]> slackBody(ClientBody body) throws IOException {
    int most = parts.maxSlackBody();
    if (body.length() > most) {
      return Optional.empty();
    }
    byte[] bytes = body.isEmpty() ? new byte[0] : body.open().readNBytes(most + 1);
    return bytes.length > most ? Optional.empty() : Optional.of(bytes);
  }

  @Override
  public ResponsePlan respond(ResponseHead head, BodyFraming framing, ClientResponse client) {
    upstreamStatus = head.status();
    PermittedStream permitted = stream;
    if (permitted != null) {
      permitted.response(
          head.first("Content-Type").orElse(""), head.first("Content-Encoding").isPresent());
    }
    List<Field> fields = new ArrayList<>();
    for (Field field : HopByHop.strip(head.fields())) {
      if (ServiceHeaders.passes(field)) {
        fields.add(field);
      }
    }
    Protocols offered = protocols;
    if (offered != null
        && head.status() == HttpServletResponse.SC_SWITCHING_PROTOCOLS
        && fields.stream().noneMatch(field -> field.is(Protocols.HEADER))) {
      // A browser that offered something wants to be told what was taken.
      fields.add(new Field(Protocols.HEADER, Protocols.BEARER));
    }
    GatewayRoute to = route;
    return new ResponsePlan(
        fields,
        to != null && to.rawBody()
            ? new ResponsePlan.Body.Verbatim()
            : new ResponsePlan.Body.Compressible());
  }

  @Override
  public void attemptFailed(ProxyFailure failure, boolean last) {
    GatewayRoute to = route;
    if (last && to != null) {
      fault = failure.tag();
      parts.metrics().failed(to.service(), failure);
    }
  }

  @Override
  public LocalReply failure(ProxyFailure failure) {
    return reply(
        switch (failure) {
          case NO_LINK,
              NO_DIRECTORY,
              OFFLINE,
              CIRCUIT_OPEN,
              BUSY,
              NO_ROOM,
              QUEUE_TIMEOUT,
              REFUSED,
              CONNECT,
              NOT_SENT,
              MOVED,
              LOST,
              BAD_RESPONSE,
              CUT,
              DRAINING ->
              GatewayRefusal.of(GatewayError.SERVICE_UNAVAILABLE);
          case OWN_SHARE -> GatewayRefusal.of(GatewayError.RATE_LIMIT_EXCEEDED);
          case OPEN_TIMEOUT, RESPONSE_TIMEOUT, IDLE_TIMEOUT ->
              GatewayRefusal.of(GatewayError.GATEWAY_TIMEOUT);
          case CLIENT_TIMEOUT -> GatewayRefusal.of(GatewayError.REQUEST_TIMEOUT);
          case CLIENT_BODY -> GatewayRefusal.badRequest("The request's body ended before its end.");
          case CLIENT_CLOSED ->
              GatewayRefusal.badRequest(
                  "The caller closed its side of the connection before there was an answer.");
          case REVOKED -> GatewayRefusal.of(GatewayError.AUTHENTICATION_FAILED);
          case INTERNAL -> GatewayRefusal.of(GatewayError.INTERNAL_ERROR);
        });
  }

  private ProxyAdmission refused(GatewayError error) {
    return refused(GatewayRefusal.of(error));
  }

  private ProxyAdmission refused(GatewayRefusal refusal) {
    return new ProxyAdmission.Reply(reply(refusal));
  }

  private LocalReply reply(GatewayRefusal refusal) {
    return GatewayErrors.reply(parts.metrics(), refusal);
  }

  @Override
  public void ended(ProxyResult result, int status, boolean clientGone) {
    GatewayRoute to = route;
    Identity who = identity;
    Spans.Call traced = call;
    if (result instanceof ProxyResult.Switched) {
      upstreamStatus = status;
    }
    long nanos = System.nanoTime() - began;
    if (traced != null) {
      traced.end(upstreamStatus, fault);
    }
    trace.end(to == null ? null : to.pattern(), status, fault);
    parts
        .metrics()
        .ended(to == null ? GatewayMetrics.NO_SERVICE : to.service(), method, status, nanos);
    parts
        .log()
        .add(
            new AccessLine(
                came,
                id,
                method,
                uri,
                who == null ? null : who.loggedUsername(),
                who == null ? null : who.loggedId(),
                to == null ? null : to.service(),
                nanos / 1_000_000,
                status,
                upstreamStatus));
    parts.inFlight().ended();
  }
}
