package io.visiona.api.forward;

import io.visiona.api.relay.RelayLink;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** What all forwarded requests share. Thread-safe. */
public final class Forwarding implements AutoCloseable {
  private final RelayLink link;
  private final ForwardConfig config;
  private final Executor executor;
  private final Presence presence;
  private final Places places;

  /** Threads of the server that may wait for agents behind WebSockets: few, so that others can always be served. */
  private final Semaphore waiters = new Semaphore(4);

  private final CallerWatch watch = new CallerWatch();

  Forwarding(RelayLink link, Presence presence, ForwardConfig config, Executor executor) {
    this.link = link;
    this.presence = presence;
    this.config = config;
    this.executor = executor;
    this.places = new Places(config.streamsPerAgent());
  }

  void start() {
    watch.start(executor);
  }

  /** Forwards a request that has been allowed; returns at once. The request must support asynchronous processing. */
  void forward(HttpServletRequest request, HttpServletResponse response, ForwardTarget target) {
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0);
    Transfer transfer = new Transfer(this, async, request, response, target);
    async.addListener(transfer);
    executor.execute(transfer);
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

  Semaphore waiters() {
    return waiters;
  }

  CallerWatch watch() {
    return watch;
  }

  @Override
  public void close() {
    watch.close();
  }
}
