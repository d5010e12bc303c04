package io.visiona.api.forward;

import io.visiona.api.http.Problems;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.streams.StreamHolder;
import io.visiona.api.platform.tracing.TraceParent;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.api.proxy.ClientResponse;
import io.visiona.api.proxy.ForwardedScheme;
import io.visiona.api.proxy.HeaderTable;
import io.visiona.api.proxy.LocalReply;
import io.visiona.api.proxy.PrivateCaching;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.exchange.Field;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What passes between a person and the web server of an agent. The agent never sees the person's
 * credentials; its pages are sandboxed into an origin of their own, so that their scripts cannot
 * act with the person's session.
 */
public final class AgentPolicy extends SitePolicy {
  /** No {@code allow-same-origin}: that is the point. */
  static final String SANDBOX =
      "sandbox allow-scripts allow-forms allow-popups allow-modals allow-downloads; frame-ancestors 'none'";

  private static final String POLICY = "Content-Security-Policy";

  private final boolean https;
  private final ForwardTarget target;
  private final AgentCookies cookies;
  private AgentLinks links;

  /** What this server has said of the response before, in lower case: that stands. */
  private Set<String> said = Set.of();

  public AgentPolicy(Forwarding shared, ForwardTarget target, UserSession session) {
    super(
        shared,
        target.agent(),
        session,
        new StreamHolder(
            session.key().hash(),
            session.caller().subject(),
            session.expiresAt(),
            target.agent(),
            true));
    this.https = shared.https();
    this.target = target;
    this.cookies = new AgentCookies(target);
    this.links = new AgentLinks(target, "");
  }

  @Override
  protected String target(HttpServletRequest request) {
    return target.target();
  }

  @Override
  protected List<Field> requestFields(ClientRequest client) {
    HttpServletRequest request = client.servlet();
    List<Field> given = client.fields();
    List<Field> fields = AgentHeaders.REQUEST.passed(given);
    fields.addFirst(new Field("Host", AgentLinks.AGENT_HOST));
    cookies.toAgent(given).ifPresent(pairs -> fields.add(new Field("Cookie", pairs)));
    fields.add(new Field("X-Forwarded-For", ClientAddress.of(request).text()));
    fields.add(new Field("X-Forwarded-Proto", ForwardedScheme.of(request, https)));
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
  protected HeaderTable responseTable() {
    return AgentHeaders.RESPONSE;
  }

  @Override
  protected HeaderTable partTable() {
    return AgentHeaders.PART;
  }

  @Override
  protected void begin(ClientResponse response, List<Field> fields) {
    said =
        response.servlet().getHeaderNames().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    response.servlet().setHeader(POLICY, SANDBOX);
  }

  @Override
  protected boolean passes(Field field) {
    return !said.contains(field.name().toLowerCase(Locale.ROOT));
  }

  @Override
  protected void rewrite(Field field, List<Field> fields) {
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

  static LocalReply reply(ProxyFailure failure) {
    ErrorCode code = code(failure);
    return new LocalReply(
        code.status(),
        (request, response) -> {
          Problems.retryAfter(code)
              .ifPresent(seconds -> response.setHeader("Retry-After", seconds));
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
      case NO_DIRECTORY -> ErrorCode.DIRECTORY_UNAVAILABLE;
      case OFFLINE -> ErrorCode.AGENT_OFFLINE;
      case REFUSED, BUSY, NO_ROOM, CIRCUIT_OPEN -> ErrorCode.AGENT_BUSY;
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
}
