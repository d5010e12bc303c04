package io.visiona.relay.sessions;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends agents away from a relay that drains, a part of them at a time, so that the others are not
 * met by all at once: idle ones first. An agent of ours dials again when it is told to go away, and
 * its old tunnel ends when the new one is there; others notice only that the connection has ended,
 * so a tunnel without streams is closed some steps after it was told. One thread.
 */
final class Departure {
  /** Two seconds: an agent waits up to one before it dials. */
  static final int GRACE_STEPS = 8;

  private final InMemorySessionStore store;
  private final Map<Tunnel, Integer> told = new HashMap<>();
  private int steps;

  Departure(InMemorySessionStore store) {
    this.store = store;
  }

  /** Closes who was told long enough ago and has no streams, and tells so many more. */
  void step(int count) {
    steps++;
    List<Tunnel> live = store.live();
    told.keySet().retainAll(live);
    List.copyOf(told.entrySet()).stream()
        .filter(each -> steps - each.getValue() >= GRACE_STEPS && streams(each.getKey()) == 0)
        .forEach(each -> each.getKey().close());
    live.stream()
        .filter(tunnel -> !told.containsKey(tunnel))
        .sorted(Comparator.comparingInt(Departure::streams))
        .limit(count)
        .toList()
        .forEach(tunnel -> {
          told.put(tunnel, steps);
          tunnel.session().goAway();
        });
  }

  private static int streams(Tunnel tunnel) {
    return tunnel.session().stats().streamsOpen();
  }
}
