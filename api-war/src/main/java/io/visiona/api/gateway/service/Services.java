package io.visiona.api.gateway.service;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.Upstream;
import io.visiona.api.proxy.UpstreamException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

/**
 * The services: connections to them, and what is remembered of how they answer. Thread-safe;
 * callers block.
 */
public final class Services implements AutoCloseable {
  private final ServiceConnections requests;
  private final ServiceConnections webSockets;
  private final Breakers breakers;
  private final Deadlines deadlines = new Deadlines();

  /** Those that let the last request wait. */
  private final Set<String> slow = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  public Services(ServiceConfig config, SSLContext tls, Executor executor) {
    CachedDns dns = new CachedDns(config.dnsTtl());
    this.requests =
        new ServiceConnections(config, dns, tls, config.connections(), config.connectionsPerHost());
    this.webSockets =
        new ServiceConnections(config, dns, tls, config.webSockets(), config.webSockets());
    this.breakers = new Breakers(config.circuitOpen());
    deadlines.start(executor);
  }

  /**
   * A service for one request.
   *
   * @param name in metrics and logs
   * @param url its scheme, host and port
   * @param responseTimeout from the end of the request to the head of the response
   * @param idleTimeout without progress of a body, either way
   */
  public Upstream upstream(String name, URI url, Duration responseTimeout, Duration idleTimeout) {
    return new ServiceUpstream(this, name, url, responseTimeout, idleTimeout);
  }

  ServiceConnections connections(boolean webSocket) {
    return webSocket ? webSockets : requests;
  }

  Deadlines deadlines() {
    return deadlines;
  }

  /** Leave to ask a service, to be told how it went. */
  Trial trial(String service) throws UpstreamException {
    if (closed) {
      throw new UpstreamException(ProxyFailure.BUSY, false, null);
    }
    CircuitBreaker breaker = breakers.of(service);
    if (!breaker.tryAcquirePermission()) {
      throw new UpstreamException(ProxyFailure.CIRCUIT_OPEN, false, null);
    }
    return new Trial(breaker, System.nanoTime());
  }

  /**
   * Whether a service may be waited for: it answered the last request at once, or was asked nothing
   * yet.
   */
  boolean isPrompt(String service) {
    return !slow.contains(service);
  }

  /** A service has answered, or has not. */
  void tell(String service, boolean promptly) {
    if (promptly != isPrompt(service)) {
      if (promptly) {
        slow.remove(service);
      } else {
        slow.add(service);
      }
    }
  }

  /** Forgets what was learned of services that are in no table any more. */
  public void keep(Set<String> services) {
    breakers.keep(services);
    slow.retainAll(services);
  }

  /** Services that are left alone now. */
  public Set<String> open() {
    return breakers.open();
  }

  /** Closes connections that nobody used for a while. */
  public void closeIdle() {
    requests.closeIdle();
    webSockets.closeIdle();
  }

  /** Cuts what goes on; what comes is refused. Idempotent. */
  @Override
  public void close() {
    closed = true;
    deadlines.close();
    requests.close();
    webSockets.close();
  }
}
