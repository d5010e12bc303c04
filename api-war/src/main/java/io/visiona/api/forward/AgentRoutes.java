package io.visiona.api.forward;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.api.agents.relay.AgentLocations;
import io.visiona.api.agents.relay.RelayLink;
import io.visiona.api.agents.relay.RelayLinks;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelLookup;
import io.visiona.shared.sessions.StreamRefusal;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The way to an agent: the relay that has its tunnel, and what it means when it was not found
 * there. A tunnel may move between the look and the stream; a request that nobody has taken is then
 * sent after it, once. Thread-safe.
 */
final class AgentRoutes {
  /** Together three seconds: a second more than a relay gives its agents. */
  private static final int MOVE_LOOKS = 60;

  private static final long MOVE_MILLIS = 50;

  private final CountDownLatch never = new CountDownLatch(1);
  private final AgentLocations locations;
  private final RelayLinks links;
  private final AgentPresence presence;
  private final TunnelChoice choice;

  AgentRoutes(AgentLocations locations, RelayLinks links, AgentPresence presence) {
    this.locations = locations;
    this.links = links;
    this.presence = presence;
    this.choice = new TunnelChoice(relay -> links.to(relay).isUp(), Ticker.systemTicker());
  }

  /**
   * Where the agent is; one of two places, and not where it was tried if there is another. While a
   * relay sends its agents away, one that is nowhere is most likely on its way, and is waited for.
   */
  TunnelLookup.At to(UUID agent, List<TunnelLookup.At> tried)
      throws UpstreamException, InterruptedException {
    TunnelLookup found = locations.of(agent.toString());
    if (isOnItsWay(found) && movesSoon(agent, tried)) {
      found = locations.afresh(agent.toString());
    }
    return switch (found) {
      case TunnelLookup.At at -> choice.choose(agent, at, tried);
      case TunnelLookup.Nowhere _ -> throw new UpstreamException(ProxyFailure.OFFLINE, false, null);
      case TunnelLookup.Unknown _ ->
          throw new UpstreamException(ProxyFailure.NO_DIRECTORY, false, null);
    };
  }

  /** A stream begins to go there. */
  TunnelChoice.Attempt begin(UUID agent, TunnelLookup.At at) {
    return choice.begin(agent, at);
  }

  /** The link to it. */
  RelayLink link(TunnelLookup.At at) {
    return links.to(at.relay());
  }

  /** Looks afresh at the next request. */
  void forget(UUID agent) {
    locations.forget(agent.toString());
  }

  /**
   * A stream was refused before anybody took it.
   *
   * @param why as the relay said; when it did not, it is asked
   */
  UpstreamException refused(
      UUID agent, List<TunnelLookup.At> tried, StreamRefusal why, IOException refusal) {
    if (why == StreamRefusal.NO_TUNNEL
        || why == StreamRefusal.DRAINING
        || why == StreamRefusal.LOST) {
      forget(agent);
    }
    boolean sentAway = why == StreamRefusal.DRAINING && !locations.isOneRelay();
    return switch (afresh(agent)) {
      case TunnelLookup.At now when isElsewhere(now, tried) -> moved(why, refusal);
      case TunnelLookup.At now when (sentAway || isLeaving(now)) && movesSoon(agent, tried) ->
          moved(why, refusal);
      case TunnelLookup.At _ -> refusedThere(agent, why, refusal);
      case TunnelLookup.Nowhere now when (sentAway || isOnItsWay(now)) && movesSoon(agent, tried) ->
          moved(why, refusal);
      // Offline or not: what came of the request is not known.
      case TunnelLookup _ when why == StreamRefusal.LOST ->
          new UpstreamException(ProxyFailure.LOST, false, refusal);
      case TunnelLookup.Nowhere _ -> new UpstreamException(ProxyFailure.OFFLINE, false, refusal);
      case TunnelLookup.Unknown _ ->
          new UpstreamException(ProxyFailure.NO_DIRECTORY, false, refusal);
    };
  }

  private UpstreamException refusedThere(UUID agent, StreamRefusal why, IOException refusal) {
    return switch (why) {
      case NO_TUNNEL -> new UpstreamException(ProxyFailure.OFFLINE, false, refusal);
      case LOST -> new UpstreamException(ProxyFailure.LOST, false, refusal);
      case AGENT, NO_ROOM, UNACKNOWLEDGED ->
          new UpstreamException(ProxyFailure.REFUSED, true, refusal);
      // The only relay there is stops: it may be another one that answers next.
      case DRAINING -> new UpstreamException(ProxyFailure.NO_LINK, locations.isOneRelay(), refusal);
      case UNKNOWN ->
          switch (presence.of(agent)) {
            case ABSENT -> new UpstreamException(ProxyFailure.OFFLINE, false, refusal);
            case PRESENT -> new UpstreamException(ProxyFailure.REFUSED, true, refusal);
            case UNKNOWN -> new UpstreamException(ProxyFailure.NO_LINK, false, refusal);
          };
    };
  }

  /** There was no link to the relay, and nothing was sent. */
  UpstreamException unlinked(UUID agent, List<TunnelLookup.At> tried, IOException cause) {
    TunnelLookup now = afresh(agent);
    boolean moves =
        now instanceof TunnelLookup.At at
            ? isElsewhere(at, tried) || (isLeaving(at) && movesSoon(agent, tried))
            : isOnItsWay(now) && movesSoon(agent, tried);
    return moves ? moved(cause) : new UpstreamException(ProxyFailure.NO_LINK, false, cause);
  }

  private boolean isOnItsWay(TunnelLookup now) {
    return now instanceof TunnelLookup.Nowhere && locations.isOneLeaving();
  }

  /**
   * Elsewhere it may be had; not for a request that may have been acted on, unless it may be twice.
   */
  private static UpstreamException moved(StreamRefusal why, IOException cause) {
    return why == StreamRefusal.UNKNOWN || why == StreamRefusal.LOST
        ? new UpstreamException(ProxyFailure.LOST, true, cause)
        : moved(cause);
  }

  private static UpstreamException moved(IOException cause) {
    return new UpstreamException(ProxyFailure.MOVED, true, cause);
  }

  private static boolean isElsewhere(TunnelLookup.At now, List<TunnelLookup.At> tried) {
    return now.all().stream().anyMatch(at -> !TunnelChoice.isTried(at, tried));
  }

  private static boolean isLeaving(TunnelLookup.At now) {
    return now.all().stream().anyMatch(at -> at.relay().state() == RelayInfo.State.DRAINING);
  }

  /**
   * An agent that its relay sends away takes nothing more over the old tunnel, and has the new one
   * a moment later.
   */
  private boolean movesSoon(UUID agent, List<TunnelLookup.At> tried) {
    try {
      for (int i = 0; i < MOVE_LOOKS; i++) {
        if (never.await(MOVE_MILLIS, TimeUnit.MILLISECONDS)
            || (afresh(agent) instanceof TunnelLookup.At now && isElsewhere(now, tried))) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private TunnelLookup afresh(UUID agent) {
    try {
      return locations.afresh(agent.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TunnelLookup.Unknown();
    }
  }
}
