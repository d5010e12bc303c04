package io.visiona.api.gateway;

import io.visiona.api.forward.CallerBody;
import io.visiona.api.forward.CallerWatch;
import io.visiona.api.forward.WebSocketBridge;
import io.visiona.api.gateway.routes.LiveRoutes;
import io.visiona.api.gateway.service.Services;
import io.visiona.api.stop.Underway;
import io.visiona.api.tracing.Spans;
import io.visiona.shared.config.Secret;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** What all requests of the gateway share. Thread-safe. */
final class Gateway {
  /** Threads of the server that may wait for a service to answer a WebSocket's handshake. */
  private static final int HANDSHAKES = 16;

  /** Threads of the server that may wait for services behind WebSockets. */
  private static final int WAITERS = 4;

  /**
   * Threads of the server that may be in the gateway: fewer than it always has, for a service may be on the same server, and a server whose threads all wait for
   * each other starves.
   */
  private static final int PLACES = 48;

  /** Threads of the server that all of this together may hold. */
  static final int MOST_HELD = PLACES + HANDSHAKES + WAITERS;

  private final Parts parts;
  private final Semaphore places = new Semaphore(PLACES);
  private final Semaphore handshakes = new Semaphore(HANDSHAKES);
  private final Semaphore waiters = new Semaphore(WAITERS);

  /**
   * The steps and what they need.
   *
   * @param secrets the value of a configuration key
   * @param https whether callers come over TLS, if need be to a proxy
   * @param maxSlackBody bytes that are kept to check a signature
   */
  record Parts(
      boolean https,
      LiveRoutes routes,
      GatewayCors cors,
      Authenticator authenticator,
      SlackSignature slack,
      Function<String, Secret> secrets,
      int maxSlackBody,
      Identifier identifier,
      Limiter limiter,
      Services services,
      GatewayMetrics metrics,
      AccessLog log,
      Spans spans,
      Underway underway,
      CallerWatch watch,
      Executor executor,
      Clock clock) {}

  Gateway(Parts parts) {
    this.parts = parts;
  }

  /**
   * Serves a request. One without a body begins on this thread, which stays with it for as long as there is nothing to wait for; any other is another
   * thread's. A WebSocket's handshake is waited for: few at a time.
   */
  void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (WebSocketBridge.isAskedFor(request)) {
      shakeHands(request, response);
    } else if (CallerBody.of(request).isNone() && places.tryAcquire()) {
      try {
        Passage.inPlace(this, request, response).run();
      } finally {
        places.release();
      }
    } else {
      parts.executor().execute(Passage.later(this, request, response));
    }
  }

  private void shakeHands(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!handshakes.tryAcquire()) {
      response.setHeader("Retry-After", "1");
      GatewayErrors.send(request, response, GatewayError.SERVICE_UNAVAILABLE);
      return;
    }
    try {
      Passage.now(this, request, response).run();
    } finally {
      handshakes.release();
    }
  }

  Parts parts() {
    return parts;
  }

  Semaphore waiters() {
    return waiters;
  }

  /** Requests in progress, WebSockets that were handed over not included. */
  Underway underway() {
    return parts.underway();
  }
}
