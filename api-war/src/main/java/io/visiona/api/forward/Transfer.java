package io.visiona.api.forward;

import io.visiona.api.http.Problems;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.api.relay.RelayUnavailableException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.exchange.ExchangeException;
import io.visiona.shared.exchange.Framing;
import io.visiona.shared.exchange.HttpExchange;
import io.visiona.shared.exchange.RequestHead;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One forwarded request, from place to answer. It runs on a virtual thread of its own; a WebSocket's handshake runs on the request's,
 * because Liberty upgrades no request that went async without losing what the browser sends next. When the caller goes away, whoever
 * notices resets the agent's stream, which wakes this thread.
 */
final class Transfer implements Runnable {
  private static final Logger LOG = System.getLogger(Transfer.class.getName());

  /** RFC 9110 section 9.2.2. */
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE");

  private final Forwarding shared;
  private final CallerSide caller;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final ForwardTarget target;
  private final CallerResponse answer;
  private final long beganNanos = System.nanoTime();
  private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);
  private volatile @Nullable HttpExchange exchange;
  private volatile boolean callerGone;

  /** The last attempt failed before the agent took the stream: it lost only its tunnel or link. */
  private boolean untouched;

  private Transfer(
      Forwarding shared, HttpServletRequest request, HttpServletResponse response, ForwardTarget target, boolean later) {
    this.shared = shared;
    this.caller = later ? CallerSide.later(request, response, this::callerLeft) : CallerSide.now(request);
    this.request = request;
    this.response = response;
    this.target = target;
    this.answer = new CallerResponse(response);
  }

  /** To be run by another thread. */
  static Transfer later(Forwarding shared, HttpServletRequest request, HttpServletResponse response, ForwardTarget target) {
    return new Transfer(shared, request, response, target, true);
  }

  /** To be run by the container's thread. */
  static Transfer now(Forwarding shared, HttpServletRequest request, HttpServletResponse response, ForwardTarget target) {
    return new Transfer(shared, request, response, target, false);
  }

  @Override
  public void run() {
    Ending ending = new Ending.Failed(ErrorCode.INTERNAL);
    try (AutoCloseable _ = shared.watch().watch(request, this::callerLeft)) {
      ending = inPlace();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ending = new Ending.Failed(ErrorCode.DRAINING);
    } catch (Exception e) {
      LOG.log(Level.ERROR, "Forwarding request " + RequestIdFilter.of(request) + " failed", e);
    } finally {
      end(ending);
    }
  }

  private Ending inPlace() throws InterruptedException {
    Optional<Places.Place> place = shared.places().take(target.agent(), shared.config().open());
    if (place.isEmpty()) {
      return new Ending.Failed(ErrorCode.AGENT_BUSY);
    }
    boolean webSocket = WebSocketBridge.isAskedFor(request);
    Ending ending = new Ending.Failed(ErrorCode.INTERNAL);
    try {
      ending = attempts(webSocket, place.get());
      return ending;
    } finally {
      HttpExchange ended = exchange;
      if (ended != null && !(ending instanceof Ending.Switched)) {
        closeOrCancel(ended, ending);
      }
      place.get().close();
    }
  }

  private void closeOrCancel(HttpExchange ended, Ending ending) {
    if (ending instanceof Ending.Complete && !callerGone) {
      ended.close();
    } else {
      ended.cancel();
    }
    // The request must not be touched by anybody once it is handed back; every read of it is bounded by the server's time-out.
    sending.exceptionally(_ -> null).join();
  }

  private Ending attempts(boolean webSocket, Places.Place place) throws InterruptedException {
    CallerBody body = CallerBody.of(request);
    boolean repeatable = body.isEmpty() && IDEMPOTENT.contains(request.getMethod());
    Ending first = attempt(webSocket, body, place);
    boolean again =
        first instanceof Ending.Failed failed
            && failed.code() == ErrorCode.AGENT_UNREACHABLE
            && untouched
            && repeatable
            && !callerGone;
    return again ? attempt(webSocket, body, place) : first;
  }

  private Ending attempt(boolean webSocket, CallerBody body, Places.Place place) throws InterruptedException {
    Optional<Places.Opening> opening = place.opening(shared.config().open());
    if (opening.isEmpty()) {
      return new Ending.Failed(ErrorCode.AGENT_TIMEOUT);
    }
    try (Places.Opening stream = opening.get()) {
      return exchange(webSocket, body, stream);
    } catch (CallerGoneException e) {
      callerGone = true;
      return new Ending.Complete();
    } catch (ExchangeException e) {
      return failed(e);
    } catch (RelayUnavailableException e) {
      return new Ending.Failed(ErrorCode.RELAY_UNAVAILABLE);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The caller's body ended early", e);
      callerGone = true;
      return unfinished(ErrorCode.BAD_REQUEST);
    }
  }

  private Ending exchange(boolean webSocket, CallerBody body, Places.Opening opening) throws IOException, InterruptedException {
    boolean whole = body.isSmall();
    byte[] first = whole ? body.read(request) : new byte[0];
    RequestHead head = RequestFields.head(request, target, webSocket, body.isNone(), body.length());
    HttpExchange begun =
        HttpExchange.begin(
            (bytes, timeout) -> shared.link().open(target.agent().toString(), bytes, timeout, opening::close),
            shared.config().limits(),
            head,
            first,
            whole);
    exchange = begun;
    if (callerGone) {
      begun.cancel();
    }
    if (!whole) {
      sending = CompletableFuture.runAsync(() -> send(body, begun), shared.executor());
    }
    ResponseHead received = begun.response();
    shared.metrics().answered(System.nanoTime() - beganNanos);
    if (begun.framing() instanceof Framing.Switched) {
      return webSocket ? new Ending.Switched(begun, received) : new Ending.Failed(ErrorCode.AGENT_BAD_RESPONSE);
    }
    if (webSocket && !WebSocketBridge.mayDecline(begun.framing())) {
      return new Ending.Failed(ErrorCode.AGENT_BAD_RESPONSE);
    }
    if (!begun.isSent()) {
      // An answer before the end of the request: what is left of the request would be taken for the next one.
      response.setHeader("Connection", "close");
    }
    answer.copy(begun, received, target);
    return new Ending.Complete();
  }

  private void send(CallerBody body, HttpExchange begun) {
    try {
      body.send(request, begun);
    } catch (ExchangeException e) {
      // The agent wants no more; its answer, or the lack of one, is what counts.
      LOG.log(Level.DEBUG, "The agent did not take the whole body", e);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The caller did not send the whole body", e);
      callerLeft();
    }
  }

  private Ending failed(ExchangeException e) {
    LOG.log(Level.DEBUG, "Request " + RequestIdFilter.of(request) + " could not be forwarded", e);
    shared.metrics().failed(e.code());
    untouched = e.code() == ExchangeException.Code.REFUSED || e.code() == ExchangeException.Code.NOT_SENT;
    return unfinished(
        switch (e.code()) {
          case REFUSED ->
              switch (shared.presence().of(target.agent())) {
                case ABSENT -> ErrorCode.AGENT_OFFLINE;
                case PRESENT -> ErrorCode.AGENT_UNREACHABLE;
                case UNKNOWN -> ErrorCode.RELAY_UNAVAILABLE;
              };
          case BUSY -> ErrorCode.AGENT_BUSY;
          case OPEN_TIMEOUT, RESPONSE_TIMEOUT, IDLE_TIMEOUT -> ErrorCode.AGENT_TIMEOUT;
          case NOT_SENT, LOST -> ErrorCode.AGENT_UNREACHABLE;
          case BAD_RESPONSE -> ErrorCode.AGENT_BAD_RESPONSE;
        });
  }

  /** An error if nothing has been written yet, else the end of the connection. */
  private Ending unfinished(ErrorCode code) {
    HttpExchange begun = exchange;
    if (begun == null || !answer.hasBegun()) {
      return new Ending.Failed(code);
    }
    return new Ending.Cut(begun.framing() instanceof Framing.Sized);
  }

  private void callerLeft() {
    callerGone = true;
    HttpExchange begun = exchange;
    if (begun != null) {
      begun.cancel();
    }
  }

  private void end(Ending ending) {
    shared.metrics().ended(ending, callerGone);
    try {
      switch (ending) {
        case Ending.Complete _ -> {
          if (!callerGone) {
            answer.finish();
          }
          caller.complete();
        }
        case Ending.Failed failed -> fail(failed.code());
        case Ending.Cut cut -> {
          answer.commit();
          caller.cut(cut.lengthKnown());
        }
        case Ending.Switched to -> {
          WebSocketBridge.answer(to.head(), response);
          caller.upgrade(new SwitchedAgent(to.exchange()), shared.executor(), shared.waiters());
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The caller is gone", e);
      caller.complete();
    }
  }

  private void fail(ErrorCode code) throws IOException {
    if (!CallerBody.of(request).isEmpty()) {
      // Whatever is left of the request's body is not worth reading.
      response.setHeader("Connection", "close");
    }
    if (code.status() == 503) {
      response.setHeader("Retry-After", "1");
    }
    Problems.send(request, response, code);
    caller.complete();
  }
}
