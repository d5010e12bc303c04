package io.visiona.api.forward;

import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.streams.PermittedStream;
import io.visiona.api.platform.streams.StreamHolder;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.api.proxy.ClientResponse;
import io.visiona.api.proxy.HeaderTable;
import io.visiona.api.proxy.LocalReply;
import io.visiona.api.proxy.ProxyAdmission;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.ProxyPolicy;
import io.visiona.api.proxy.ProxyResult;
import io.visiona.api.proxy.ResponsePlan;
import io.visiona.api.proxy.UpstreamRequest;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.HopByHop;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What requests to web servers behind an agent have in common, wherever they are seen: they stand
 * on a person's session and end with it, take part in what that person may have at once, and of the
 * answer passes what a table names.
 */
public abstract class SitePolicy implements ProxyPolicy {
  private final Forwarding shared;
  private final UUID agent;
  private final UserSession session;
  private final PermittedStream stream;
  private final long began = System.nanoTime();
  private boolean repeated;

  /**
   * For one request.
   *
   * @param holder whom its stream ends with
   */
  protected SitePolicy(Forwarding shared, UUID agent, UserSession session, StreamHolder holder) {
    this.shared = shared;
    this.agent = agent;
    this.session = session;
    this.stream = new PermittedStream(shared.open(), holder);
  }

  /** What the agent is asked for: path and query. */
  protected abstract String target(HttpServletRequest request);

  /** The header fields of the request to the agent. */
  protected abstract List<Field> requestFields(ClientRequest client);

  /** What becomes of the header fields of the answer. */
  protected abstract HeaderTable responseTable();

  /** What becomes of the header fields of each part of a multipart answer. */
  protected abstract HeaderTable partTable();

  /** Adds what this server says before any field of the answer. */
  protected abstract void begin(ClientResponse response, List<Field> fields);

  /** Whether a field passes that the table lets pass. */
  protected boolean passes(Field field) {
    return true;
  }

  /** Adds what the answer lacks. */
  protected void complete(ResponseHead head, List<Field> fields) {
    if (head.first("Cache-Control").isEmpty()) {
      fields.add(new Field("Cache-Control", "private"));
    }
  }

  /** Adds a field that the table has rewritten; perhaps none. */
  protected abstract void rewrite(Field field, List<Field> fields);

  @Override
  public final ProxyAdmission admit(ClientRequest client) {
    if (client.asksForWebSocket()) {
      stream.webSocket();
    }
    HttpServletRequest request = client.servlet();
    return new ProxyAdmission.Forward(
        shared.to(agent, session.caller().subject(), shared.limits()),
        UpstreamRequest.of(
            request.getMethod(), target(request), requestFields(client), client.body()));
  }

  @Override
  public final List<String> holders() {
    return List.of(session.caller().subject(), agent.toString());
  }

  @Override
  public final Registration opened(Runnable cut) {
    return stream.open(cut)::close;
  }

  @Override
  public final byte[] farewell() {
    return stream.farewell();
  }

  @Override
  public final ResponsePlan respond(
      ResponseHead head, BodyFraming framing, ClientResponse response) {
    shared.answered(System.nanoTime() - began);
    String type = head.first("Content-Type").orElse("");
    stream.response(type, head.first("Content-Encoding").isPresent());
    List<Field> fields = new ArrayList<>();
    begin(response, fields);
    for (Field field : HopByHop.strip(head.fields())) {
      switch (responseTable().action(field.name())) {
        case PASS -> {
          if (passes(field)) {
            fields.add(field);
          }
        }
        case REWRITE -> rewrite(field, fields);
        case DROP -> {}
      }
    }
    complete(head, fields);
    return new ResponsePlan(
        fields,
        type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/")
            ? new ResponsePlan.Body.Parts(partTable())
            : new ResponsePlan.Body.Verbatim());
  }

  @Override
  public LocalReply failure(ProxyFailure failure) {
    return Forwarding.reply(failure);
  }

  @Override
  public final void attemptFailed(ProxyFailure failure, boolean last) {
    shared.failed(failure);
    repeated |= Forwarding.isSentAgain(failure, last);
  }

  @Override
  public final void ended(ProxyResult result, int status, boolean clientGone) {
    shared.ended(result, clientGone, repeated);
  }
}
