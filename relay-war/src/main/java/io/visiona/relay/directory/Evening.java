package io.visiona.relay.directory;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.relay.sessions.Departure;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.relay.sessions.Tunnel;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Evens tunnels out over the relays, after one was added or came back: nothing moves by itself. A
 * relay that has more than {@value #MOST} times what the relays have on average sends idle agents
 * away, of each hundred one a minute, those first whose tunnel here is the second of two. It does
 * so only after the relays have been the same, and all up, for {@link #SETTLED}: while one is
 * restarted its agents are on their way back. One thread.
 */
public final class Evening {
  static final double MOST = 1.2;
  static final Duration SETTLED = Duration.ofMinutes(5);

  private static final Logger LOG = System.getLogger(Evening.class.getName());

  /** Of each hundred one a minute, and a tick is a second. */
  private static final double EACH_TICK = 0.01 / 60;

  private static final Comparator<Tunnel> SECOND_FIRST =
      Comparator.comparingInt(tunnel -> -tunnel.slot());

  private final TunnelDirectory directory;
  private final String self;
  private final InMemorySessionStore store;
  private final BooleanSupplier wanted;
  private final RelayStats stats;
  private final Ticker clock;
  private final Departure departure;
  private Map<String, String> seen = Map.of();
  private long sinceNanos;
  private double due;
  private boolean busy;

  /**
   * Does nothing yet.
   *
   * @param self id of this relay
   * @param wanted whether tunnels are evened out at all
   */
  public Evening(
      TunnelDirectory directory,
      String self,
      InMemorySessionStore store,
      BooleanSupplier wanted,
      RelayStats stats,
      Ticker clock) {
    this.directory = directory;
    this.self = self;
    this.store = store;
    this.wanted = wanted;
    this.stats = stats;
    this.clock = clock;
    this.departure = new Departure(store, SECOND_FIRST);
  }

  /** Once a second. */
  public void tick() {
    Map<String, RelayInfo> relays = directory.relays();
    boolean settled = isSettled(relays);
    int over = settled && wanted.getAsBoolean() ? over(relays) : 0;
    if (over == 0) {
      due = 0;
      tell(false);
      // Who was told already is still waited for.
      departure.step(0, true);
      return;
    }
    tell(true);
    due += store.size() * EACH_TICK;
    int now = (int) Math.min(due, over);
    due -= now;
    stats.evenedOut(departure.step(now, true));
  }

  private void tell(boolean now) {
    if (now != busy) {
      busy = now;
      LOG.log(
          Level.INFO,
          now
              ? "This relay has more than its share of tunnels: {0}; idle ones go to others"
              : "No more tunnels go to other relays; {0} are left",
          store.size());
    }
  }

  /** The same relays under the same epochs, and all of them up, for long enough. */
  private boolean isSettled(Map<String, RelayInfo> relays) {
    Map<String, String> now =
        relays.values().stream()
            .filter(relay -> relay.state() == RelayInfo.State.UP)
            .collect(Collectors.toMap(RelayInfo::id, RelayInfo::epoch));
    if (now.size() < relays.size() || !now.equals(seen)) {
      seen = now;
      sinceNanos = clock.read();
    }
    return now.size() > 1
        && now.containsKey(self)
        && clock.read() - sinceNanos >= SETTLED.toNanos();
  }

  /** How many tunnels this relay has beyond its share. */
  private int over(Map<String, RelayInfo> relays) {
    double others =
        relays.values().stream()
            .filter(relay -> !relay.id().equals(self))
            .mapToInt(RelayInfo::tunnels)
            .sum();
    double share = MOST * (others + store.size()) / relays.size();
    return (int) Math.max(0, store.size() - share);
  }
}
