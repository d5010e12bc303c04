package io.visiona.api.pages;

import io.visiona.api.agents.AgentPage;
import io.visiona.api.forward.Forwarding;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.streams.PageLabel;
import io.visiona.api.platform.streams.PermittedStream;
import io.visiona.api.platform.streams.StreamHolder;
import io.visiona.api.platform.tracing.TraceParent;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.api.proxy.ClientResponse;
import io.visiona.api.proxy.CookieRules;
import io.visiona.api.proxy.LocalReply;
import io.visiona.api.proxy.PrivateCaching;
import io.visiona.api.proxy.ProxyAdmission;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.ProxyPolicy;
import io.visiona.api.proxy.ProxyResult;
import io.visiona.api.proxy.ResponsePlan;
import io.visiona.api.proxy.UpstreamRequest;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.HopByHop;
import io.visiona.shared.exchange.ResponseHead;
import io.visiona.shared.head.RawTarget;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What passes between a person and an agent's page at a host of its own: everything, but what
 * {@link PageHeaders} names. The page is in an origin of its own already, so it needs no sandbox.
 */
final class PagePolicy implements ProxyPolicy {
  /** Which of its pages the agent is asked for. */
  private static final String PAGE = "X-Visiona-Page";

  /** No page can be called so. */
  private static final String FIRST_PAGE = "-";

  private static final String POLICY = "Content-Security-Policy";
  private static final String FRAMES = "frame-ancestors 'self'";
  private static final String AGENT_CLUSTER = "Origin-Agent-Cluster";

  private final Forwarding shared;
  private final AgentPage agent;
  private final PageLabel page;
  private final UserSession session;
  private final String scheme;
  private final PermittedStream stream;
  private final long began = System.nanoTime();

  /**
   * For one request.
   *
   * @param scheme by which the browser came
   */
  PagePolicy(
      Forwarding shared, AgentPage agent, PageLabel page, UserSession session, String scheme) {
    this.shared = shared;
    this.agent = agent;
    this.page = page;
    this.session = session;
    this.scheme = scheme;
    this.stream =
        new PermittedStream(
            shared.open(),
            new StreamHolder(
                session.key().hash(),
                session.caller().subject(),
                session.expiresAt(),
                agent.agent(),
                true,
                page));
  }

  @Override
  public ProxyAdmission admit(ClientRequest client) {
    if (client.asksForWebSocket()) {
      stream.webSocket();
    }
    HttpServletRequest request = client.servlet();
    return new ProxyAdmission.Forward(
        shared.to(agent.agent(), session.caller().subject(), shared.limits()),
        UpstreamRequest.of(
            request.getMethod(), RawTarget.of(request), fields(client), client.body()));
  }

  private List<Field> fields(ClientRequest client) {
    HttpServletRequest request = client.servlet();
    List<Field> given = client.fields();
    List<Field> fields = PageHeaders.REQUEST.passed(given);
    String host = request.getHeader("Host");
    fields.addFirst(new Field("Host", host));
    CookieRules.toUpstream(given).ifPresent(pairs -> fields.add(new Field("Cookie", pairs)));
    fields.add(new Field("X-Forwarded-For", ClientAddress.of(request).text()));
    fields.add(new Field("X-Forwarded-Proto", scheme));
    fields.add(new Field("X-Forwarded-Host", host));
    fields.add(new Field(PAGE, page.page().isEmpty() ? FIRST_PAGE : page.page()));
    fields.add(new Field(RequestId.HEADER, RequestIdFilter.of(request)));
    TraceParent.add(fields, request, null);
    return fields;
  }

  @Override
  public List<String> holders() {
    return List.of(session.caller().subject(), agent.agent().toString());
  }

  @Override
  public Registration opened(Runnable cut) {
    return stream.open(cut)::close;
  }

  @Override
  public byte[] farewell() {
    return stream.farewell();
  }

  @Override
  public ResponsePlan respond(ResponseHead head, BodyFraming framing, ClientResponse response) {
    shared.answered(System.nanoTime() - began);
    stream.response(
        head.first("Content-Type").orElse(""), head.first("Content-Encoding").isPresent());
    List<Field> fields = new ArrayList<>();
    fields.add(new Field(POLICY, FRAMES));
    for (Field field : HopByHop.strip(head.fields())) {
      switch (PageHeaders.RESPONSE.action(field.name())) {
        case PASS -> fields.add(field);
        case REWRITE -> rewrite(field, fields);
        case DROP -> {}
      }
    }
    if (head.first("Cache-Control").isEmpty()) {
      fields.add(new Field("Cache-Control", "private"));
    }
    if (head.first(AGENT_CLUSTER).isEmpty()) {
      // Pages of other hosts of the domain cannot become of this one's origin (HTML:
      // document.domain).
      fields.add(new Field(AGENT_CLUSTER, "?1"));
    }
    String type = head.first("Content-Type").orElse("").strip().toLowerCase(Locale.ROOT);
    return new ResponsePlan(
        fields,
        type.startsWith("multipart/")
            ? new ResponsePlan.Body.Parts(PageHeaders.PART)
            : new ResponsePlan.Body.Verbatim());
  }

  private static void rewrite(Field field, List<Field> fields) {
    switch (field.name().toLowerCase(Locale.ROOT)) {
      case "set-cookie" ->
          PageCookies.toClient(field.value())
              .ifPresent(cookie -> fields.add(new Field("Set-Cookie", cookie)));
      case "cache-control" -> fields.add(new Field(field.name(), PrivateCaching.of(field.value())));
      case "strict-transport-security" -> {
        if (!field.value().toLowerCase(Locale.ROOT).contains("includesubdomains")) {
          fields.add(field);
        }
      }
      default -> throw new IllegalStateException("no way to rewrite " + field.name());
    }
  }

  @Override
  public LocalReply failure(ProxyFailure failure) {
    LocalReply plain = Forwarding.reply(failure);
    return new LocalReply(
        plain.status(),
        (request, response) -> {
          PageResponses.guard(response);
          plain.writer().write(request, response);
        });
  }

  @Override
  public void attemptFailed(ProxyFailure failure, boolean last) {
    shared.failed(failure);
  }

  @Override
  public void ended(ProxyResult result, int status, boolean clientGone) {
    shared.ended(result, clientGone);
  }
}
