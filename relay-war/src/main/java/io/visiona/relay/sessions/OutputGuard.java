package io.visiona.relay.sessions;

import io.visiona.yamux.session.YamuxException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what waits for all slow agents together. Each session bounds its own output, and a
 * transport that takes nothing is given up after the write timeout; but many agents frozen at the
 * same moment could still hold more than the relay has. Then the one that holds most is ended
 * first.
 */
public final class OutputGuard {
  private static final Logger LOG = System.getLogger(OutputGuard.class.getName());

  private final InMemorySessionStore store;
  private final LongSupplier limit;

  /** The limit is in bytes, and is asked for at each check. */
  public OutputGuard(InMemorySessionStore store, LongSupplier limit) {
    this.store = store;
    this.limit = limit;
  }

  /** Once a second: ends tunnels until no more than the limit waits; returns how many. */
  public int check() {
    long most = limit.getAsLong();
    long waiting = waiting(store.live());
    long before = waiting;
    List<String> ended = new ArrayList<>();
    while (waiting > most) {
      Tunnel worst = worst(store.live());
      if (worst == null) {
        break;
      }
      store.remove(worst);
      worst.session().close(YamuxException.Code.OUTPUT_OVERFLOW);
      ended.add(worst.sessionId());
      waiting = waiting(store.live());
    }
    if (!ended.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "{0,number,#} bytes wait for slow agents; ended {1,number,#} tunnels, first that of {2}",
          before,
          ended.size(),
          ended.getFirst());
    }
    return ended.size();
  }

  private static long waiting(List<Tunnel> tunnels) {
    return tunnels.stream().mapToLong(tunnel -> tunnel.session().waitingBytes()).sum();
  }

  private static @Nullable Tunnel worst(List<Tunnel> tunnels) {
    return tunnels.stream()
        .max(Comparator.comparingInt(tunnel -> tunnel.session().waitingBytes()))
        .orElse(null);
  }
}
