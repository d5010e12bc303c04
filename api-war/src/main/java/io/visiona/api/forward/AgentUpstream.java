package io.visiona.api.forward;

import io.visiona.api.agents.relay.RelayLink;
import io.visiona.api.agents.relay.RelayUnavailableException;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.Upstream;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.api.proxy.UpstreamHead;
import io.visiona.shared.directory.TunnelLookup;
import io.visiona.shared.exchange.ExchangeException;
import io.visiona.shared.exchange.ExchangeLimits;
import io.visiona.shared.exchange.HttpExchange;
import io.visiona.shared.exchange.RequestHead;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent as the upstream of one request: a stream over the link to the relay that has its tunnel.
 * The permit to have it is held to the end of the exchange, that of a WebSocket too.
 */
final class AgentUpstream implements Upstream {
  private final Agents agents;
  private final UUID agent;
  private final ExchangeLimits limits;

  /** Where it was looked for last; null before. One attempt at a time. */
  private volatile TunnelLookup.@Nullable At tried;

  /** What upstreams share. */
  record Agents(AgentRoutes routes, AgentLimiter limiter) {}

  AgentUpstream(Agents agents, UUID agent, ExchangeLimits limits) {
    this.agents = agents;
    this.agent = agent;
    this.limits = limits;
  }

  @Override
  public UpstreamExchange open(UpstreamHead head, byte[] body, boolean sendFollows, boolean again)
      throws UpstreamException, InterruptedException {
    AgentLimiter.Permit permit =
        agents
            .limiter()
            .acquire(agent, limits.open())
            .orElseThrow(() -> new UpstreamException(ProxyFailure.BUSY, false, null));
    AgentExchange opened = null;
    try {
      AgentLimiter.OpeningPermit opening =
          permit
              .opening(limits.open())
              .orElseThrow(() -> new UpstreamException(ProxyFailure.QUEUE_TIMEOUT, false, null));
      opened = open(head, body, sendFollows, permit, opening);
      return opened;
    } finally {
      if (opened == null) {
        permit.close();
      }
    }
  }

  private AgentExchange open(
      UpstreamHead head,
      byte[] body,
      boolean sendFollows,
      AgentLimiter.Permit permit,
      AgentLimiter.OpeningPermit opening)
      throws UpstreamException, InterruptedException {
    boolean opened = false;
    try {
      TunnelLookup.At at = agents.routes().to(agent);
      tried = at;
      RelayLink link = agents.routes().link(at);
      HttpExchange exchange =
          HttpExchange.begin(
              (bytes, timeout) -> link.open(agent.toString(), bytes, timeout, opening::close),
              limits,
              new RequestHead(head.method(), head.target(), head.fields()),
              body,
              !sendFollows);
      opened = true;
      return new AgentExchange(this, exchange, permit, opening);
    } catch (ExchangeException e) {
      throw failure(e);
    } catch (RelayUnavailableException e) {
      throw agents.routes().unlinked(agent, tried, e);
    } catch (UpstreamException e) {
      throw e;
    } catch (IOException e) {
      throw new UpstreamException(ProxyFailure.INTERNAL, false, e);
    } finally {
      if (!opened) {
        opening.close();
      }
    }
  }

  /** What an exchange's fault means. */
  UpstreamException failure(ExchangeException e) {
    return switch (e.code()) {
      case REFUSED -> agents.routes().refused(agent, tried, e);
      case NOT_SENT -> lost(ProxyFailure.NOT_SENT, true, e);
      case BUSY -> new UpstreamException(ProxyFailure.BUSY, false, e);
      case OPEN_TIMEOUT -> lost(ProxyFailure.OPEN_TIMEOUT, false, e);
      case RESPONSE_TIMEOUT -> new UpstreamException(ProxyFailure.RESPONSE_TIMEOUT, false, e);
      case IDLE_TIMEOUT -> new UpstreamException(ProxyFailure.IDLE_TIMEOUT, false, e);
      case LOST -> lost(ProxyFailure.LOST, false, e);
      case BAD_RESPONSE -> new UpstreamException(ProxyFailure.BAD_RESPONSE, false, e);
    };
  }

  /** Where it was is not where to look next. */
  private UpstreamException lost(ProxyFailure failure, boolean untouched, ExchangeException e) {
    agents.routes().forget(agent);
    return new UpstreamException(failure, untouched, e);
  }
}
