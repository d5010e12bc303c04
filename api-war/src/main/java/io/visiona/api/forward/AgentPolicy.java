package io.visiona.api.forward;

import io.visiona.api.http.Problems;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.streams.PermittedStream;
import io.visiona.api.platform.streams.StreamHolder;
import io.visiona.api.platform.tracing.TraceParent;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.api.proxy.ClientResponse;
import io.visiona.api.proxy.ForwardedScheme;
import io.visiona.api.proxy.LimitedUpstream;
import io.visiona.api.proxy.LocalReply;
import io.visiona.api.proxy.PrivateCaching;
import io.visiona.api.proxy.ProxyAdmission;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.ProxyPolicy;
import io.visiona.api.proxy.ProxyResult;
import io.visiona.api.proxy.ResponsePlan;
import io.visiona.api.proxy.UpstreamRequest;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.HopByHop;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What passes between a person and the web server of an agent. The agent never sees the person's
 * credentials; its pages are sandboxed into an origin of their own, so that their scripts cannot
 * act with the person's session.
 */
public final class AgentPolicy implements ProxyPolicy {
  /** No {@code allow-same-origin}: that is the point. */
  static final String SANDBOX =
      "sandbox allow-scripts allow-forms allow-popups allow-modals allow-downloads; frame-ancestors 'none'";

  private static final String POLICY = "Content-Security-Policy";

  private final Forwarding shared;
  private final ForwardTarget target;
  private final UserSession session;
  private final PermittedStream stream;
  private final AgentCookies cookies;
  private AgentLinks links;
  private final long began = System.nanoTime();

  public AgentPolicy(Forwarding shared, ForwardTarget target, UserSession session) {
    this.session = session;
    this.stream =
        new PermittedStream(
            shared.open(),
            new StreamHolder(
                session.key().hash(),
                session.caller().subject(),
                session.expiresAt(),
                target.agent(),
                true));
    this.shared = shared;
    this.target = target;
    this.cookies = new AgentCookies(target);
    this.links = new AgentLinks(target, "");
  }

  @Override
  public ProxyAdmission admit(ClientRequest client) {
    if (client.asksForWebSocket()) {
      stream.webSocket();
    }
    return new ProxyAdmission.Forward(
        new LimitedUpstream(
            new AgentUpstream(shared.agents(), target.agent(), shared.config().limits()),
            shared.streams(),
            session.caller().subject()),
        UpstreamRequest.of(
            client.servlet().getMethod(), target.target(), fields(client), client.body()));
  }

  @Override
  public List<String> holders() {
    return List.of(session.caller().subject(), target.agent().toString());
  }

  @Override
  public Registration opened(Runnable cut) {
    return stream.open(cut)::close;
  }

  @Override
  public byte[] farewell() {
    return stream.farewell();
  }

  private List<Field> fields(ClientRequest client) {
    HttpServletRequest request = client.servlet();
    List<Field> given = client.fields();
    List<Field> fields = AgentHeaders.REQUEST.passed(given);
    fields.addFirst(new Field("Host", AgentLinks.AGENT_HOST));
    cookies.toAgent(given).ifPresent(pairs -> fields.add(new Field("Cookie", pairs)));
    fields.add(new Field("X-Forwarded-For", ClientAddress.of(request).text()));
    fields.add(new Field("X-Forwarded-Proto", ForwardedScheme.of(request, shared.https())));
    String host = request.getHeader("Host");
    if (host != null) {
      links = new AgentLinks(target, host);
      fields.add(new Field("X-Forwarded-Host", host));
    }
    String origin = request.getHeader("Origin");
    if (origin != null && !client.asksForWebSocket()) {
      fields.add(new Field("Origin", links.origin(origin)));
    }
    fields.add(new Field("X-Forwarded-Prefix", target.prefix()));
    fields.add(new Field(RequestId.HEADER, RequestIdFilter.of(request)));
    TraceParent.add(fields, request, null);
    return fields;
  }

  @Override
  public ResponsePlan respond(ResponseHead head, BodyFraming framing, ClientResponse response) {
    shared.metrics().answered(System.nanoTime() - began);
    stream.response(
        head.first("Content-Type").orElse(""), head.first("Content-Encoding").isPresent());
    // Headers that are there already stand.
    Set<String> ours =
        response.servlet().getHeaderNames().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    response.servlet().setHeader(POLICY, SANDBOX);
    List<Field> fields = new ArrayList<>();
    for (Field field : HopByHop.strip(head.fields())) {
      switch (AgentHeaders.RESPONSE.action(field.name())) {
        case PASS -> {
          if (!ours.contains(field.name().toLowerCase(Locale.ROOT))) {
            fields.add(field);
          }
        }
        case REWRITE -> rewrite(field, fields);
        case DROP -> {}
      }
    }
    if (head.first("Cache-Control").isEmpty()) {
      fields.add(new Field("Cache-Control", "private"));
    }
    String type = head.first("Content-Type").orElse("").strip().toLowerCase(Locale.ROOT);
    return new ResponsePlan(
        fields,
        type.startsWith("multipart/")
            ? new ResponsePlan.Body.Parts(AgentHeaders.PART)
            : new ResponsePlan.Body.Verbatim());
  }

  private void rewrite(Field field, List<Field> fields) {
    switch (field.name().toLowerCase(Locale.ROOT)) {
      case "set-cookie" ->
          cookies
              .toClient(field.value())
              .ifPresent(cookie -> fields.add(new Field("Set-Cookie", cookie)));
      case "location", "content-location" ->
          fields.add(new Field(field.name(), links.location(field.value())));
      case "cache-control" -> fields.add(new Field(field.name(), PrivateCaching.of(field.value())));
      case "content-security-policy" -> fields.add(new Field(POLICY, field.value()));
      default -> throw new IllegalStateException("no way to rewrite " + field.name());
    }
  }

  @Override
  public LocalReply failure(ProxyFailure failure) {
    return reply(failure);
  }

  static LocalReply reply(ProxyFailure failure) {
    ErrorCode code = code(failure);
    return new LocalReply(
        code.status(),
        (request, response) -> {
          if (code.status() == 503 || code.status() == 429) {
            response.setHeader("Retry-After", "1");
          }
          Problems.send(request, response, code, message(failure, code));
        });
  }

  private static String message(ProxyFailure failure, ErrorCode code) {
    return switch (failure) {
      case CLIENT_BODY -> "The request's body ended before its end.";
      case CLIENT_CLOSED ->
          "The caller closed its side of the connection before there was an answer.";
      case IDLE_TIMEOUT -> "The agent took nothing of the request's body for too long.";
      case OWN_SHARE -> "You have too many requests going on; try again later.";
      default -> code.message();
    };
  }

  /** What a person is told. */
  static ErrorCode code(ProxyFailure failure) {
    return switch (failure) {
      case NO_LINK, MOVED -> ErrorCode.RELAY_UNAVAILABLE;
      case OFFLINE -> ErrorCode.AGENT_OFFLINE;
      case REFUSED, BUSY, CIRCUIT_OPEN -> ErrorCode.AGENT_BUSY;
      case OWN_SHARE -> ErrorCode.RATE_LIMITED;
      case QUEUE_TIMEOUT, OPEN_TIMEOUT, RESPONSE_TIMEOUT, IDLE_TIMEOUT -> ErrorCode.AGENT_TIMEOUT;
      case CONNECT, NOT_SENT, LOST, CUT -> ErrorCode.AGENT_UNREACHABLE;
      case BAD_RESPONSE -> ErrorCode.AGENT_BAD_RESPONSE;
      case CLIENT_TIMEOUT -> ErrorCode.REQUEST_TIMEOUT;
      case CLIENT_BODY, CLIENT_CLOSED -> ErrorCode.BAD_REQUEST;
      case REVOKED -> ErrorCode.UNAUTHENTICATED;
      case DRAINING -> ErrorCode.DRAINING;
      case INTERNAL -> ErrorCode.INTERNAL;
    };
  }

  @Override
  public void attemptFailed(ProxyFailure failure, boolean last) {
    shared.metrics().failed(failure);
  }

  @Override
  public void ended(ProxyResult result, int status, boolean clientGone) {
    shared.metrics().ended(result, clientGone);
  }
}
