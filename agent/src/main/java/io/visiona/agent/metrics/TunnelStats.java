package io.visiona.agent.metrics;

import io.visiona.agent.json.JsonFields;
import io.visiona.agent.tunnel.AgentTunnel;
import io.visiona.agent.tunnel.DialResult;
import io.visiona.agent.tunnel.Dialer;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the tunnel is and how often it was lost; sees each one as it is dialled. Thread-safe. */
public final class TunnelStats {
  private static final Duration DAY = Duration.ofHours(24);

  private final Clock clock;
  private final Deque<Instant> connections = new ArrayDeque<>();
  private @Nullable AgentTunnel tunnel;

  public TunnelStats(Clock clock) {
    this.clock = clock;
  }

  /** The same dialer, watched. */
  public Dialer watching(Dialer dialer) {
    return () -> {
      DialResult result = dialer.dial();
      if (result instanceof DialResult.Connected up) {
        connected(up.tunnel());
      }
      return result;
    };
  }

  private synchronized void connected(AgentTunnel now) {
    tunnel = now;
    connections.addLast(clock.instant());
  }

  /** Ends the tunnel that is up, as a network does that breaks. */
  public void drop() {
    AgentTunnel now;
    synchronized (this) {
      now = tunnel;
    }
    if (now != null) {
      now.close();
    }
  }

  public synchronized JsonObject json() {
    Instant oldest = clock.instant().minus(DAY);
    while (connections.size() > 1 && connections.getFirst().isBefore(oldest)) {
      connections.removeFirst();
    }
    AgentTunnel now = tunnel;
    long nanos = now == null ? 0 : now.streams().session().stats().roundTripNanos();
    return JsonFields.fields()
        .put("transport", now == null ? null : now.transport().name().toLowerCase(Locale.ROOT))
        .put("connected_at", connections.peekLast())
        .put("round_trip_ms", nanos == 0 ? null : Math.round(nanos / 1e5) / 10.0)
        .put("reconnects_24h", Math.max(0, connections.size() - 1))
        .object();
  }
}
