package io.visiona.api.gateway;

import io.visiona.api.forward.CallerBody;
import io.visiona.api.forward.CallerGoneException;
import io.visiona.api.forward.CallerSide;
import io.visiona.api.forward.CallerWatch;
import io.visiona.api.forward.WebSocketBridge;
import io.visiona.api.gateway.head.HeadRules.Violation;
import io.visiona.api.gateway.head.RequestHeads;
import io.visiona.api.gateway.head.UnseenHeadException;
import io.visiona.api.gateway.routes.RequestPath;
import io.visiona.api.gateway.routes.Route;
import io.visiona.api.gateway.routes.RouteTable;
import io.visiona.api.gateway.service.ServiceRequest;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.api.tracing.Spans;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.RequestHead;
import io.visiona.shared.persistence.DatabaseException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request's way through the gateway, step by step. It begins on the container's thread or on one of its own; where it would have to wait for the
 * service, it goes on by itself on one of its own.
 */
final class Passage implements Runnable {
  private static final Logger LOG = System.getLogger(Passage.class.getName());

  /** A part of the way. */
  @FunctionalInterface
  interface Step {
    Progress take() throws Exception;
  }

  private final Gateway gateway;
  private final Gateway.Parts parts;
  private CallerSide caller;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final ServiceAnswer answer;
  private final long began = System.nanoTime();
  private final Instant came;

  // Kept for the log: when the request is complete, its object serves the next one.
  private final String id;
  private final String method;
  private final String uri;

  private volatile boolean callerGone;
  private volatile @Nullable ServiceCall call;
  private boolean inPlace;
  private CallerWatch.Watching watching = () -> {};
  private @Nullable Route route;
  private @Nullable Identity identity;
  private Spans.Request trace = Spans.Request.NONE;

  private Passage(Gateway gateway, HttpServletRequest request, HttpServletResponse response, boolean later) {
    this.gateway = gateway;
    this.parts = gateway.parts();
    this.caller = later ? CallerSide.later(request, response, this::callerLeft) : CallerSide.now(request);
    this.request = request;
    this.response = response;
    this.answer = new ServiceAnswer(request, response);
    this.came = parts.clock().instant();
    this.id = RequestIdFilter.of(request);
    this.method = request.getMethod();
    this.uri = request.getRequestURI();
  }

  /** To be run by another thread. */
  static Passage later(Gateway gateway, HttpServletRequest request, HttpServletResponse response) {
    return new Passage(gateway, request, response, true);
  }

  /** To be run by the container's thread to its end. */
  static Passage now(Gateway gateway, HttpServletRequest request, HttpServletResponse response) {
    return new Passage(gateway, request, response, false);
  }

  /** To be run by the container's thread, and by another from where it would have to wait. */
  static Passage inPlace(Gateway gateway, HttpServletRequest request, HttpServletResponse response) {
    Passage passage = new Passage(gateway, request, response, false);
    passage.inPlace = true;
    return passage;
  }

  @Override
  public void run() {
    gateway.underway().began();
    trace = parts.spans().begin(request);
    watching = parts.watch().watch(request, this::callerLeft);
    go(this::steps);
  }

  private void go(Step step) {
    Outcome outcome;
    try {
      switch (step.take()) {
        case Progress.Waiting(Step rest) -> {
          handOver(rest);
          return;
        }
        case Outcome end -> outcome = end;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome = refused(GatewayError.SERVICE_UNAVAILABLE);
    } catch (CallerGoneException e) {
      outcome = new Outcome.CallerGone();
    } catch (DatabaseException | ApiException unavailable) {
      LOG.log(Level.WARNING, "Gateway request {0} failed: {1}", id, unavailable.getMessage());
      outcome = refused(GatewayError.SERVICE_UNAVAILABLE);
    } catch (Exception e) {
      LOG.log(Level.ERROR, "Gateway request " + id + " failed", e);
      outcome = refused(GatewayError.INTERNAL_ERROR);
    } catch (Error fatal) {
      finish(refused(GatewayError.INTERNAL_ERROR));
      throw fatal;
    }
    finish(outcome);
  }

  private void handOver(Step rest) {
    inPlace = false;
    caller = CallerSide.later(request, response, this::callerLeft);
    parts.executor().execute(() -> go(rest));
  }

  private void finish(Outcome outcome) {
    try {
      watching.close();
      ServiceCall made = call;
      if (made != null) {
        made.release(outcome);
      }
      end(outcome);
    } finally {
      gateway.underway().ended();
    }
  }

  private Progress steps() throws Exception {
    Optional<GatewayError> malformed = malformed();
    if (malformed.isPresent()) {
      return new Outcome.Refused(new Refusal(malformed.get(), "", true));
    }
    Optional<RequestPath> path = RequestPath.of(uri);
    String query = request.getQueryString() == null ? "" : request.getQueryString();
    if (path.isEmpty() || !RequestHead.isTarget("/" + query)) {
      return refused(GatewayError.BAD_REQUEST);
    }
    Optional<RouteTable> table = parts.routes().table();
    if (table.isEmpty()) {
      return refused(GatewayError.SERVICE_UNAVAILABLE);
    }
    Optional<Route> found = table.get().match(path.get());
    if (found.isEmpty()) {
      return refused(GatewayError.NOT_FOUND);
    }
    Route to = found.get();
    route = to;
    if (parts.cors().answers(request, response, to)) {
      return new Outcome.Preflight();
    }
    if (!to.methods().contains(method)) {
      response.setHeader("Allow", String.join(", ", to.methods().stream().sorted().toList()));
      return refused(GatewayError.METHOD_NOT_ALLOWED);
    }
    return admitted(to, path.get(), query);
  }

  /** What the container has repaired is refused all the same: it is a request that others may read differently. */
  private Optional<GatewayError> malformed() {
    try {
      Optional<Violation> violation = RequestHeads.check(request);
      violation.ifPresent(what -> LOG.log(Level.DEBUG, "Request {0} is malformed: {1}", id, what));
      return violation.map(any -> GatewayError.BAD_REQUEST);
    } catch (UnseenHeadException changed) {
      LOG.log(Level.ERROR, "This version of the server does not show the heads of requests; nothing is forwarded", changed);
      return Optional.of(GatewayError.INTERNAL_ERROR);
    }
  }

  private Progress admitted(Route to, RequestPath path, String query) throws Exception {
    List<Field> fields = CleanFields.of(request, to.forwardToken());
    CallerBody body = CallerBody.of(request);
    byte[] whole = null;
    if (to.slackSecret().isPresent()) {
      Optional<byte[]> read = SlackBody.read(request, body, parts.maxSlackBody());
      if (read.isEmpty()) {
        return new Outcome.Refused(new Refusal(GatewayError.PAYLOAD_TOO_LARGE, "", true));
      }
      whole = read.get();
      Optional<Refusal> notSlack = parts.slack().check(request, whole, parts.secrets().apply(to.slackSecret().get()));
      if (notSlack.isPresent()) {
        return new Outcome.Refused(notSlack.get());
      }
    }
    if (to.authRequired()) {
      Authentication authentication = parts.authenticator().of(request);
      if (authentication instanceof Authentication.Failed(Refusal refusal)) {
        return new Outcome.Refused(refusal);
      }
      Optional<Identity> known = parts.identifier().of(authentication);
      if (known.isEmpty()) {
        return new Outcome.Refused(new Refusal(GatewayError.USER_NOT_FOUND, "unknown_user", false));
      }
      identity = known.get();
    }
    if (!parts.limiter().allows(request, response, to, identity)) {
      return refused(GatewayError.RATE_LIMIT_EXCEEDED);
    }
    return forward(to, path, query, fields, body, whole);
  }

  private Progress forward(Route to, RequestPath path, String query, List<Field> fields, CallerBody body, byte @Nullable [] checked)
      throws Exception {
    boolean webSocket = WebSocketBridge.isAskedFor(request);
    byte[] whole = checked == null && body.isSmall() && !body.isNone() ? body.read(request) : checked;
    InputStream source = whole == null ? (body.isEmpty() ? null : body.open(request)) : new ByteArrayInputStream(whole);
    String target = to.target(path, query);
    Spans.Call span = trace.call(method, to.url(), target);
    ServiceFields.add(fields, request, parts.https(), to, identity, span.traceParent());
    ServiceFields.frame(fields, body, whole, webSocket);
    ServiceRequest message =
        new ServiceRequest(
            to.service(), to.url(), method, target, fields, source, whole != null, webSocket, to.responseTimeout(), to.idleTimeout());
    ServiceCall made = new ServiceCall(parts, to, message, answer, span, id);
    call = made;
    if (callerGone) {
      made.callerLeft();
    }
    return made.make(inPlace);
  }

  private static Outcome refused(GatewayError error) {
    return new Outcome.Refused(Refusal.of(error));
  }

  private void end(Outcome outcome) {
    int status = callerGone ? 499 : response.getStatus();
    try {
      switch (outcome) {
        case Outcome.Answered _ -> {
          if (!callerGone) {
            answer.finish();
          }
          caller.complete();
        }
        case Outcome.CallerGone _ -> caller.complete();
        case Outcome.Preflight _ -> {
          response.flushBuffer();
          caller.complete();
        }
        case Outcome.Refused(Refusal refusal) -> {
          status = refusal.error().status();
          refuse(refusal);
        }
        case Outcome.Cut cut -> {
          answer.commit();
          caller.cut(cut.lengthKnown());
        }
        case Outcome.Switched to -> {
          status = HttpServletResponse.SC_SWITCHING_PROTOCOLS;
          WebSocketBridge.answer(to.head(), response);
          caller.upgrade(to.exchange().switched(parts.executor()), parts.executor(), gateway.waiters());
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The caller is gone", e);
      caller.complete();
    } finally {
      record(status);
    }
  }

  private void refuse(Refusal refusal) throws IOException {
    if (!refusal.reason().isEmpty()) {
      parts.metrics().refused(refusal.reason());
    }
    if (!CallerBody.of(request).isEmpty()) {
      // Whatever is left of the request's body is not worth reading.
      response.setHeader("Connection", "close");
    }
    if (refusal.error() == GatewayError.SERVICE_UNAVAILABLE) {
      response.setHeader("Retry-After", "1");
    }
    GatewayErrors.send(request, response, refusal);
    caller.complete();
  }

  private void record(int status) {
    Route to = route;
    Identity who = identity;
    ServiceCall made = call;
    long nanos = System.nanoTime() - began;
    trace.end(to == null ? null : to.pattern(), status, made == null ? null : made.fault());
    parts.metrics().ended(to == null ? GatewayMetrics.NO_SERVICE : to.service(), method, status, nanos);
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
                made == null ? 0 : made.status()));
  }

  private void callerLeft() {
    callerGone = true;
    ServiceCall made = call;
    if (made != null) {
      made.callerLeft();
    }
  }
}
