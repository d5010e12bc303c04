package io.visiona.agent.metrics;

import io.visiona.agent.json.JsonFields;
import io.visiona.agent.tunnel.AgentTunnel;
import io.visiona.agent.tunnel.DialResult;
import io.visiona.agent.tunnel.Dialer;
import io.visiona.agent.tunnel.Dialers;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the tunnel is and how often it was lost; sees each one as it is dialled. Thread-safe. */
public final class TunnelStats {
  private static final Duration DAY = Duration.ofHours(24);

  private final Clock clock;
  private final Deque<Instant> connections = new ArrayDeque<>();
  private final Map<Integer, AgentTunnel> tunnels = new TreeMap<>();

  public TunnelStats(Clock clock) {
    this.clock = clock;
  }

  /** The same dialers, watched. */
  public Dialers watching(Dialers dialers) {
    return (address, introduction) -> {
      Dialer dialer = dialers.to(address, introduction);
      return () -> {
        DialResult result = dialer.dial();
        if (result instanceof DialResult.Connected up) {
          connected(introduction.slot(), up.tunnel());
        }
        return result;
      };
    };
  }

  /** A second tunnel is none that was lost and came back. */
  private synchronized void connected(int slot, AgentTunnel now) {
    tunnels.put(slot, now);
    if (slot == 0) {
      connections.addLast(clock.instant());
    }
  }

  /** Ends what is up, as a network does that breaks. */
  public void drop() {
    List<AgentTunnel> now;
    synchronized (this) {
      now = List.copyOf(tunnels.values());
    }
    now.forEach(AgentTunnel::close);
  }

  public synchronized JsonObject json() {
    Instant oldest = clock.instant().minus(DAY);
    while (connections.size() > 1 && connections.getFirst().isBefore(oldest)) {
      connections.removeFirst();
    }
    AgentTunnel now =
        tunnels.values().stream()
            .filter(tunnel -> tunnel.streams().session().isOpen())
            .findFirst()
            .orElse(tunnels.get(0));
    long nanos = now == null ? 0 : now.streams().session().stats().roundTripNanos();
    return JsonFields.fields()
        .put("transport", now == null ? null : now.transport().name().toLowerCase(Locale.ROOT))
        .put("connected_at", connections.peekLast())
        .put("round_trip_ms", nanos == 0 ? null : Math.round(nanos / 1e5) / 10.0)
        .put("reconnects_24h", Math.max(0, connections.size() - 1))
        .object();
  }
}
