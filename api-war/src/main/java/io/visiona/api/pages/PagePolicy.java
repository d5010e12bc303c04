package io.visiona.api.pages;

import io.visiona.api.agents.AgentPage;
import io.visiona.api.forward.Forwarding;
import io.visiona.api.forward.SitePolicy;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.streams.PageLabel;
import io.visiona.api.platform.streams.StreamHolder;
import io.visiona.api.platform.tracing.TraceParent;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.api.proxy.ClientResponse;
import io.visiona.api.proxy.CookieRules;
import io.visiona.api.proxy.HeaderTable;
import io.visiona.api.proxy.LocalReply;
import io.visiona.api.proxy.PrivateCaching;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.ResponseHead;
import io.visiona.shared.head.RawTarget;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;

/**
 * What passes between a person and an agent's page at a host of its own: everything, but what
 * {@link PageHeaders} names. The page is in an origin of its own already, so it needs no sandbox.
 */
final class PagePolicy extends SitePolicy {
  /** Which of its pages the agent is asked for. */
  private static final String PAGE = "X-Visiona-Page";

  /** No page can be called so. */
  private static final String FIRST_PAGE = "-";

  private static final String POLICY = "Content-Security-Policy";
  private static final String FRAMES = "frame-ancestors 'self'";
  private static final String AGENT_CLUSTER = "Origin-Agent-Cluster";

  private final PageLabel page;
  private final String scheme;

  /**
   * For one request.
   *
   * @param scheme by which the browser came
   */
  PagePolicy(
      Forwarding shared, AgentPage agent, PageLabel page, UserSession session, String scheme) {
    super(
        shared,
        agent.agent(),
        session,
        new StreamHolder(
            session.key().hash(),
            session.caller().subject(),
            session.expiresAt(),
            agent.agent(),
            true,
            page));
    this.page = page;
    this.scheme = scheme;
  }

  @Override
  protected String target(HttpServletRequest request) {
    return RawTarget.of(request);
  }

  @Override
  protected List<Field> requestFields(ClientRequest client) {
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
  protected HeaderTable responseTable() {
    return PageHeaders.RESPONSE;
  }

  @Override
  protected HeaderTable partTable() {
    return PageHeaders.PART;
  }

  @Override
  protected void begin(ClientResponse response, List<Field> fields) {
    fields.add(new Field(POLICY, FRAMES));
  }

  @Override
  protected void complete(ResponseHead head, List<Field> fields) {
    super.complete(head, fields);
    if (head.first(AGENT_CLUSTER).isEmpty()) {
      // Pages of other hosts of the domain cannot become of this one's origin (HTML:
      // document.domain).
      fields.add(new Field(AGENT_CLUSTER, "?1"));
    }
  }

  @Override
  protected void rewrite(Field field, List<Field> fields) {
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
    LocalReply plain = super.failure(failure);
    return new LocalReply(
        plain.status(),
        (request, response) -> {
          PageResponses.guard(response);
          plain.writer().write(request, response);
        });
  }
}
