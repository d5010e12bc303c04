package io.visiona.api.gateway;

import io.visiona.api.forward.WebSocketBridge;
import io.visiona.api.gateway.routes.Route;
import io.visiona.api.gateway.service.ServiceException;
import io.visiona.api.gateway.service.ServiceExchange;
import io.visiona.api.gateway.service.ServiceRequest;
import io.visiona.api.tracing.Spans;
import io.visiona.shared.exchange.Framing;
import io.visiona.shared.exchange.ResponseHead;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request's call to its service, to the end of the answer. One thread at a time; that the caller left may be told by any. */
final class ServiceCall {
  private static final Logger LOG = System.getLogger(ServiceCall.class.getName());

  /** How long the container's thread waits for a service: to wake two others in its place takes longer than most answers. */
  private static final Duration PATIENCE = Duration.ofMillis(20);

  private final Gateway.Parts parts;
  private final Route to;
  private final ServiceRequest message;
  private final ServiceAnswer answer;
  private final Spans.Call span;
  private final String id;

  private volatile boolean callerGone;
  private volatile @Nullable ServiceExchange exchange;
  private @Nullable String fault;
  private int status;

  /**
   * A call that has not begun.
   *
   * @param id the request's, for the log
   */
  ServiceCall(Gateway.Parts parts, Route to, ServiceRequest message, ServiceAnswer answer, Spans.Call span, String id) {
    this.parts = parts;
    this.to = to;
    this.message = message;
    this.answer = answer;
    this.span = span;
    this.id = id;
  }

  /**
   * Asks the service and passes its answer on.
   *
   * @param inPlace whether this is the container's thread, which waits for {@link #PATIENCE} at most and leaves the rest to another
   */
  Progress make(boolean inPlace) throws Exception {
    return step(() -> ask(inPlace));
  }

  private Progress step(Passage.Step step) throws Exception {
    boolean waiting = false;
    try {
      Progress progress = step.take();
      if (progress instanceof Progress.Waiting(Passage.Step rest)) {
        waiting = true;
        return new Progress.Waiting(() -> step(rest));
      }
      return progress;
    } catch (ServiceException failed) {
      fault = failed.kind().tag();
      parts.services().tell(to.service(), false);
      return failed(failed);
    } finally {
      if (!waiting) {
        span.end(status, fault);
      }
    }
  }

  private Progress ask(boolean inPlace) throws IOException, InterruptedException {
    if (inPlace && !parts.services().isPrompt(to.service())) {
      return new Progress.Waiting(() -> ask(false));
    }
    long asked = System.nanoTime();
    ServiceExchange begun = parts.services().begin(message);
    exchange = begun;
    if (callerGone) {
      begun.cancel();
    }
    if (inPlace && !begun.answersWithin(PATIENCE)) {
      return new Progress.Waiting(() -> answered(begun, asked, false));
    }
    return answered(begun, asked, inPlace);
  }

  private Progress answered(ServiceExchange first, long asked, boolean inPlace) throws IOException, InterruptedException {
    ResponseHead head;
    try {
      head = first.response();
    } catch (ServiceException lost) {
      if (callerGone || !first.mayRepeat(lost)) {
        throw lost;
      }
      first.close();
      ServiceExchange second = parts.services().again(message);
      exchange = second;
      return answer(second, second.response(), asked, inPlace);
    }
    return answer(first, head, asked, inPlace);
  }

  private Progress answer(ServiceExchange begun, ResponseHead head, long asked, boolean inPlace) throws IOException {
    status = head.status();
    parts.services().tell(to.service(), System.nanoTime() - asked < PATIENCE.toNanos());
    if (begun.framing() instanceof Framing.Switched) {
      return new Outcome.Switched(begun, head);
    }
    if (message.webSocket() && !WebSocketBridge.mayDecline(begun.framing())) {
      throw begun.notSwitched();
    }
    return inPlace && !begun.isAtHand() ? new Progress.Waiting(() -> copy(begun, head)) : copy(begun, head);
  }

  private Outcome copy(ServiceExchange begun, ResponseHead head) throws IOException {
    answer.copy(begun, head, !to.rawBody());
    return new Outcome.Answered();
  }

  private Outcome failed(ServiceException failed) {
    ServiceExchange begun = exchange;
    if (callerGone || (begun != null && begun.isCallerAtFault())) {
      return answer.hasBegun() ? new Outcome.Cut(false) : new Outcome.Refused(new Refusal(GatewayError.BAD_REQUEST, "", true));
    }
    LOG.log(Level.DEBUG, "Request {0} could not be forwarded: {1}", id, failed);
    parts.metrics().failed(to.service(), failed.kind());
    if (answer.hasBegun()) {
      return new Outcome.Cut(begun != null && begun.framing() instanceof Framing.Sized && !answer.isEncoded());
    }
    GatewayError error =
        switch (failed.kind()) {
          case CIRCUIT_OPEN, BUSY, CONNECT, LOST, BAD_RESPONSE, CUT -> GatewayError.SERVICE_UNAVAILABLE;
          case RESPONSE_TIMEOUT, IDLE_TIMEOUT -> GatewayError.GATEWAY_TIMEOUT;
        };
    return new Outcome.Refused(Refusal.of(error));
  }

  /** Done with it. The request must not be touched by anybody once it is handed back. */
  void release(Outcome outcome) {
    ServiceExchange begun = exchange;
    if (begun != null && !(outcome instanceof Outcome.Switched)) {
      if (callerGone || !(outcome instanceof Outcome.Answered)) {
        begun.cancel();
      }
      begun.close();
    }
  }

  /** Nobody waits for it any more. */
  void callerLeft() {
    callerGone = true;
    ServiceExchange begun = exchange;
    if (begun != null) {
      begun.cancel();
    }
  }

  /** What went wrong, in one of few words; null when nothing did. */
  @Nullable String fault() {
    return fault;
  }

  /** What the service answered; 0 for nothing. */
  int status() {
    return status;
  }
}
