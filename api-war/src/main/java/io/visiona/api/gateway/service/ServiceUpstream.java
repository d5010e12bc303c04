package io.visiona.api.gateway.service;

import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.Upstream;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.api.proxy.UpstreamHead;
import java.net.URI;
import java.time.Duration;

/** A service as the upstream of one request: a connection to it. */
final class ServiceUpstream implements Upstream {
  private final Services services;
  private final String name;
  private final URI url;
  private final Duration responseTimeout;
  private final Duration idleTimeout;

  ServiceUpstream(
      Services services, String name, URI url, Duration responseTimeout, Duration idleTimeout) {
    this.services = services;
    this.name = name;
    this.url = url;
    this.responseTimeout = responseTimeout;
    this.idleTimeout = idleTimeout;
  }

  @Override
  public boolean isPrompt() {
    return services.isPrompt(name);
  }

  @Override
  public UpstreamExchange open(UpstreamHead head, byte[] body, boolean sendFollows, boolean again)
      throws UpstreamException, InterruptedException {
    Trial trial = services.trial(name);
    boolean opened = false;
    try {
      ServiceConnection connection = connection(head, again, !sendFollows);
      ServiceExchange exchange = new ServiceExchange(this, connection, head, trial);
      exchange.begin(body, sendFollows);
      opened = true;
      return exchange;
    } catch (UpstreamException failed) {
      boolean repeated = failed.isUntouched() && head.idempotent() && !again;
      if (failed.failure() != ProxyFailure.BUSY && !repeated) {
        services.tell(name, false);
        trial.failed(failed);
      }
      throw failed;
    } finally {
      if (!opened) {
        trial.abandoned();
      }
    }
  }

  /** What must not be sent twice gets no connection that the service may have closed. */
  private ServiceConnection connection(UpstreamHead head, boolean fresh, boolean whole)
      throws UpstreamException, InterruptedException {
    ServiceConnections from = services.connections(head.webSocket());
    if (fresh) {
      return from.fresh(url);
    }
    ServiceConnection taken = from.take(url);
    if (taken.isUsed() && !(whole && head.idempotent()) && taken.isStale()) {
      taken.giveBack(false);
      return from.fresh(url);
    }
    return taken;
  }

  void tell(boolean promptly) {
    services.tell(name, promptly);
  }

  Deadlines deadlines() {
    return services.deadlines();
  }

  Duration responseTimeout() {
    return responseTimeout;
  }

  Duration idleTimeout() {
    return idleTimeout;
  }
}
