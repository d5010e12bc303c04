package io.visiona.api.forward;

import java.io.IOException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.api.http.Problems;
import io.visiona.api.relay.RelayLink;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** What all forwarded requests share. Thread-safe. */
public final class Forwarding {
  private final RelayLink link;
  private final ForwardConfig config;
  private final Executor executor;
  private final Presence presence;
  private final Places places;
  private final ForwardMetrics metrics;

  /** Threads of the server that may wait for agents behind WebSockets: few, so that others can always be served. */
  private final Semaphore waiters = new Semaphore(4);

  /** Threads of the server that may wait for an agent to answer a WebSocket's handshake. */
  private final Semaphore handshakes = new Semaphore(16);

  private final CallerWatch watch;

  Forwarding(
      RelayLink link, Presence presence, ForwardConfig config, Executor executor, CallerWatch watch, ForwardMetrics metrics) {
    this.watch = watch;
    this.link = link;
    this.presence = presence;
    this.config = config;
    this.executor = executor;
    this.places = new Places(config.streamsPerAgent());
    this.metrics = metrics;
  }

  /**
   * Forwards a request that has been allowed. Returns at once, but for a WebSocket's handshake, which is waited for: few at a time.
   * The request must support asynchronous processing.
   */
  void forward(HttpServletRequest request, HttpServletResponse response, ForwardTarget target) throws IOException {
    if (WebSocketBridge.isAskedFor(request)) {
      shakeHands(request, response, target);
      return;
    }
    executor.execute(Transfer.later(this, request, response, target));
  }

  private void shakeHands(HttpServletRequest request, HttpServletResponse response, ForwardTarget target) throws IOException {
    if (!handshakes.tryAcquire()) {
      response.setHeader("Retry-After", "1");
      Problems.send(request, response, ErrorCode.AGENT_BUSY);
      return;
    }
    try {
      Transfer.now(this, request, response, target).run();
    } finally {
      handshakes.release();
    }
  }

  RelayLink link() {
    return link;
  }

  ForwardConfig config() {
    return config;
  }

  Executor executor() {
    return executor;
  }

  Presence presence() {
    return presence;
  }

  Places places() {
    return places;
  }

  ForwardMetrics metrics() {
    return metrics;
  }

  Semaphore waiters() {
    return waiters;
  }

  CallerWatch watch() {
    return watch;
  }
}
