package io.visiona.api.devices;

import io.visiona.api.devices.DeviceRoute.Content;
import io.visiona.api.devices.DeviceRoute.Kind;
import io.visiona.api.devices.StreamLimiter.Lease;
import io.visiona.api.forward.ForwardTarget;
import io.visiona.api.forward.Forwarding;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.streams.StreamEnd;
import io.visiona.api.platform.tracing.TraceParent;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.api.proxy.ClientResponse;
import io.visiona.api.proxy.LocalReply;
import io.visiona.api.proxy.ProxyAdmission;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.ProxyPolicy;
import io.visiona.api.proxy.ProxyResult;
import io.visiona.api.proxy.RequestBody;
import io.visiona.api.proxy.ResponsePlan;
import io.visiona.api.proxy.Upstream;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.api.proxy.UpstreamRequest;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.exchange.BodyFraming;
import io.visiona.shared.exchange.ExchangeLimits;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table, for one request. An agent is a stranger's computer that answers in our
 * origin: its answer must be what the row promises, only named header fields pass, JSON is parsed
 * and written again, and what it says of the client's credentials is not believed.
 */
final class RowPolicy implements ProxyPolicy {
  /** What an agent's API may see of a request; the rest is about this server. */
  private static final Set<String> FIELDS =
      Set.of("accept", "accept-language", "content-type", "last-event-id");

  private static final Set<String> SOCKET_FIELDS =
      Set.of("sec-websocket-key", "sec-websocket-version");

  /** An answer that is no stream makes progress, or is given up. */
  private static final Duration BODY_PROGRESS = Duration.ofSeconds(30);

  private final DeviceRoute route;
  private final ForwardTarget target;
  private final UserSession session;
  private final Forwarding forwarding;
  private final DeviceServices services;
  private final CallRecord call;
  private final EventsEnd events = new EventsEnd();
  private final long began = System.nanoTime();
  private @Nullable String secret;
  private @Nullable Lease lease;
  private volatile @Nullable Runnable cut;
  private @Nullable LocalReply told;
  private boolean opened;
  private boolean repeated;

  RowPolicy(
      DeviceRoute route,
      ForwardTarget target,
      UserSession session,
      Forwarding forwarding,
      DeviceServices services) {
    this.route = route;
    this.target = target;
    this.session = session;
    this.forwarding = forwarding;
    this.services = services;
    this.call = new CallRecord(session, target);
  }

  @Override
  public ProxyAdmission admit(ClientRequest client) throws IOException, InterruptedException {
    call.begins(client.servlet());
    try {
      RequestBody body = body(client);
      String method = client.servlet().getMethod();
      return new ProxyAdmission.Forward(
          upstream(),
          new UpstreamRequest(
              // An agent is asked for the whole of what HEAD is answered from.
              method.equals("HEAD") ? "GET" : method,
              target.target(),
              fields(client, body),
              body,
              route.repeatable()));
    } catch (ApiException refused) {
      return new ProxyAdmission.Reply(Replies.of(refused));
    }
  }

  @Override
  public List<String> holders() {
    return List.of(session.caller().subject(), target.agent().toString());
  }

  private RequestBody body(ClientRequest client) throws IOException, InterruptedException {
    switch (route.kind()) {
      case UPLOAD, UPLOAD_OR_IMAGE -> {
        RowBody.checkForm(client.servlet());
        return client.body();
      }
      case SSE, SSE_OR_JSON, WEBSOCKET, PROXY -> {
        lease = services.streams().open(session, target.agent(), null, this::cut);
        return NoBody.INSTANCE;
      }
      case MJPEG -> {
        lease = services.streams().open(session, target.agent(), camera(), this::cut);
        return NoBody.INSTANCE;
      }
      case JSON, IMAGE, IMAGE_OR_JSON -> {
        return prepared(RowBody.read(client));
      }
    }
    throw new IllegalStateException("no such kind");
  }

  private RequestBody prepared(@Nullable JsonObject asked) throws InterruptedException {
    if (asked == null) {
      return NoBody.INSTANCE;
    }
    return switch (route.prepare()) {
      case NONE -> RequestBody.of(utf8(asked.toString()));
      case MODEL_DOWNLOAD -> {
        FlashRequests.Prepared flash =
            services.flashes().prepare(session.caller(), target.agent(), asked);
        secret = flash.token();
        call.names(flash.model().toString());
        yield RequestBody.of(utf8(flash.body().toString()));
      }
    };
  }

  private List<Field> fields(ClientRequest client, RequestBody body) {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("Host", "localhost"));
    boolean own = body != client.body() && !body.isNone();
    for (Field field : client.fields()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      boolean passes =
          FIELDS.contains(name) || (route.kind() == Kind.WEBSOCKET && SOCKET_FIELDS.contains(name));
      if (passes && !(own && name.equals("content-type"))) {
        fields.add(field);
      }
    }
    if (own) {
      fields.add(new Field("Content-Type", "application/json"));
    }
    fields.add(new Field(RequestId.HEADER, RequestIdFilter.of(client.servlet())));
    TraceParent.add(fields, client.servlet(), null);
    return fields;
  }

  private Upstream upstream() {
    Upstream agent =
        forwarding.to(target.agent(), session.caller().subject(), limits(forwarding.limits()));
    return (head, body, sendFollows, again) -> {
      UpstreamExchange exchange = agent.open(head, body, sendFollows, again);
      Lease held = lease;
      return route.kind() == Kind.WEBSOCKET && held != null
          ? new EventsSocket(judged(exchange), held, services.threads(), System::nanoTime)
          : judged(exchange);
    };
  }

  private UpstreamExchange judged(UpstreamExchange exchange) {
    return new JudgedExchange(exchange, this::judge, events);
  }

  private ExchangeLimits limits(ExchangeLimits usual) {
    Set<Content> answers = route.kind().answers();
    boolean patient =
        answers.contains(Content.EVENTS)
            || answers.contains(Content.PICTURES)
            || route.kind() == Kind.WEBSOCKET
            || route.kind().isUpload();
    Duration progress =
        patient || usual.idleBody().compareTo(BODY_PROGRESS) < 0 ? usual.idleBody() : BODY_PROGRESS;
    return new ExchangeLimits(usual.open(), route.headTimeout(), progress, usual.headBytes());
  }

  /** The segment that names it. */
  private String camera() {
    return target.target().split("/", 5)[3];
  }

  private void cut() {
    Runnable known = cut;
    if (known != null) {
      known.run();
    }
  }

  @Override
  public Registration opened(Runnable end) {
    opened = true;
    cut = end;
    Lease held = lease;
    if (held == null) {
      return () -> {};
    }
    if (held.ended() != null) {
      end.run();
    }
    return held::close;
  }

  @Override
  public byte[] farewell() {
    Lease held = lease;
    StreamEnd why = held == null ? null : held.ended();
    return why != null
            && why != StreamEnd.AGENT_REVOKED
            && route.kind().answers().contains(Content.EVENTS)
            && events.isBetweenEvents()
        ? EventsEnd.sessionEnded(why)
        : new byte[0];
  }

  /** An answer that is no success is read and told here; the exchange fails with it. */
  private void judge(ResponseHead head, UpstreamExchange exchange) throws UpstreamException {
    int status = head.status();
    if (status == 101 || (status >= 200 && status <= 299 && status != 206)) {
      return;
    }
    boolean json = ResponseType.of(head).filter(type -> type.content() == Content.JSON).isPresent();
    Optional<JsonValue> said =
        json ? AgentJson.read(exchange).flatMap(AgentJson::parse) : Optional.empty();
    try {
      told = Replies.of(AgentError.of(status, said), head);
    } catch (ApiException instead) {
      told = Replies.of(instead);
    }
    throw UpstreamException.badResponse("the agent answers " + status);
  }

  @Override
  public ResponsePlan respond(ResponseHead head, BodyFraming framing, ClientResponse response)
      throws UpstreamException {
    forwarding.answered(System.nanoTime() - began);
    if (framing instanceof BodyFraming.Switched) {
      return new ResponsePlan(handshake(head), new ResponsePlan.Body.Verbatim());
    }
    if (head.status() == 204 && route.kind().answers().contains(Content.JSON)) {
      return new ResponsePlan(List.of(), new ResponsePlan.Body.Verbatim());
    }
    ResponseType type =
        ResponseType.of(head)
            .filter(answer -> route.kind().answers().contains(answer.content()))
            .orElseThrow(() -> UpstreamException.badResponse("not what the row promises"));
    List<Field> fields = DeviceResponseFields.of(head, type, target.prefix());
    response.servlet().setHeader("Cache-Control", "no-store");
    return new ResponsePlan(
        fields,
        type.content() == Content.JSON
            ? new ResponsePlan.Body.Rewritten(AgentJson.LONGEST, this::rewritten)
            : new ResponsePlan.Body.Verbatim());
  }

  /** Of a 101. No cookie: an agent has none of its own here. */
  private static List<Field> handshake(ResponseHead head) {
    return head.fields().stream()
        .filter(field -> field.name().toLowerCase(Locale.ROOT).startsWith("sec-websocket-"))
        .toList();
  }

  private byte[] rewritten(byte[] body) throws UpstreamException {
    JsonValue value =
        AgentJson.parse(body).orElseThrow(() -> UpstreamException.badResponse("not JSON"));
    String written = value.toString();
    if (secret != null && written.contains(secret)) {
      // The token is the agent's to use, not a browser's to see.
      throw UpstreamException.badResponse("the download token comes back");
    }
    services.answers().seen(target.agent(), route, value);
    return utf8(written);
  }

  @Override
  public LocalReply failure(ProxyFailure failure) {
    LocalReply own = told;
    return own != null ? own : Replies.of(new ApiException(Forwarding.code(failure)));
  }

  @Override
  public void attemptFailed(ProxyFailure failure, boolean last) {
    if (told == null) {
      forwarding.failed(failure);
    }
    repeated |= Forwarding.isSentAgain(failure, last);
  }

  @Override
  public void ended(ProxyResult result, int status, boolean clientGone) {
    forwarding.ended(result, clientGone, repeated);
    call.ends(status).ifPresent(services.audit()::record);
    Lease held = lease;
    if (held != null && !opened) {
      held.close();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
