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
import io.visiona.shared.exchange.StreamOpener;
import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An agent as the upstream of one request: a stream over the link to the relay that has its tunnel.
 * The permit to have it is held to the end of the exchange, that of a WebSocket too.
 */
final class AgentUpstream implements Upstream {
  private final Agents agents;
  private final UUID agent;
  private final ExchangeLimits limits;
  private final RoomWait room;

  /** Where it was looked for, the latest last. One attempt at a time. */
  private final List<TunnelLookup.At> tried = new CopyOnWriteArrayList<>();

  /** What upstreams share. */
  record Agents(AgentRoutes routes, AgentLimiter limiter) {}

  /** Opens the stream of one attempt. */
  private record Opener(RelayLink link, UUID agent, OpeningStream opening) implements StreamOpener {
    @Override
    public YamuxStream open(ByteBuffer first, Duration timeout)
        throws IOException, InterruptedException {
      return link.open(agent.toString(), first, timeout, opening::answered);
    }

    @Override
    public long quietNanos() {
      return opening.permit().quietNanos();
    }
  }

  AgentUpstream(Agents agents, UUID agent, ExchangeLimits limits) {
    this.agents = agents;
    this.agent = agent;
    this.limits = limits;
    this.room = new RoomWait(limits.open());
  }

  @Override
  public UpstreamExchange open(UpstreamHead head, byte[] body, boolean sendFollows, boolean again)
      throws UpstreamException, InterruptedException {
    if (room.isWaiting()) {
      room.pause();
    }
    AgentLimiter.Permit permit =
        agents
            .limiter()
            .acquire(agent, room.left())
            .orElseThrow(() -> new UpstreamException(ProxyFailure.BUSY, false, null));
    AgentExchange opened = null;
    try {
      TunnelLookup.At at = agents.routes().to(agent, again || room.isWaiting() ? tried : List.of());
      AgentLimiter.OpeningPermit opening =
          permit
              .opening(at.relay().id(), room.left(), limits.openInAll())
              .orElseThrow(() -> new UpstreamException(ProxyFailure.QUEUE_TIMEOUT, false, null));
      opened =
          open(
              head,
              body,
              sendFollows,
              permit,
              at,
              new OpeningStream(opening, agents.routes().begin(agent, at)));
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
      TunnelLookup.At at,
      OpeningStream opening)
      throws UpstreamException, InterruptedException {
    boolean opened = false;
    try {
      tried.add(at);
      RelayLink link = agents.routes().link(at);
      HttpExchange exchange =
          HttpExchange.begin(
              new Opener(link, agent, opening),
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
      case REFUSED -> refused(e);
      case NOT_SENT -> lost(ProxyFailure.NOT_SENT, true, e);
      case BUSY -> new UpstreamException(ProxyFailure.BUSY, false, e);
      case OPEN_TIMEOUT -> lost(ProxyFailure.OPEN_TIMEOUT, false, e);
      case RESPONSE_TIMEOUT -> new UpstreamException(ProxyFailure.RESPONSE_TIMEOUT, false, e);
      case IDLE_TIMEOUT -> new UpstreamException(ProxyFailure.IDLE_TIMEOUT, false, e);
      case LOST -> lost(ProxyFailure.LOST, false, e);
      case BAD_RESPONSE -> new UpstreamException(ProxyFailure.BAD_RESPONSE, false, e);
    };
  }

  private UpstreamException refused(ExchangeException e) {
    return switch (e.refusal()) {
      case NO_ROOM -> full(ProxyFailure.BUSY, e);
      case UNACKNOWLEDGED -> full(ProxyFailure.QUEUE_TIMEOUT, e);
      case UNKNOWN, NO_TUNNEL, AGENT, DRAINING, LOST ->
          agents.routes().refused(agent, tried, e.refusal(), e);
    };
  }

  /** Nobody has taken it, and there may be room a moment later. */
  private UpstreamException full(ProxyFailure inTheEnd, ExchangeException e) {
    boolean again = room.again();
    return new UpstreamException(again ? ProxyFailure.NO_ROOM : inTheEnd, again, e);
  }

  /** Where it was is not where to look next. */
  private UpstreamException lost(ProxyFailure failure, boolean untouched, ExchangeException e) {
    agents.routes().forget(agent);
    return new UpstreamException(failure, untouched, e);
  }
}
