package io.visiona.relay.sessions;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends agents away from a relay that drains or has too many, a part of them at a time, so that the
 * others are not met by all at once: idle ones first. An agent of ours dials again when it is told
 * to go away, and its old tunnel ends when the new one is there; or some steps later, when it has
 * no streams. Agents of the field notice only that the connection has ended, and some end it at a
 * go-away: theirs are told when they have no streams, which keeps new ones out, and closed at the
 * next step. Until then they are reached as before. One thread.
 */
public final class Departure {
  /** Two seconds or more: an agent of ours waits up to one before it dials. */
  static final int GRACE_STEPS = 8;

  private final InMemorySessionStore store;
  private final Comparator<Tunnel> first;
  private final Map<Tunnel, Integer> told = new HashMap<>();
  private int steps;

  /**
   * Nobody is sent away yet.
   *
   * @param first whom of those with as many streams
   */
  public Departure(InMemorySessionStore store, Comparator<Tunnel> first) {
    this.store = store;
    this.first = first;
  }

  /**
   * Closes who was told long enough ago and has no streams, and tells so many more, or only such
   * without streams; how many it told. Who has streams and knows nothing but its connection is not
   * told.
   */
  public int step(int count, boolean idleOnly) {
    steps++;
    List<Tunnel> live = store.live();
    told.keySet().retainAll(live);
    List.copyOf(told.entrySet()).stream()
        .filter(
            each -> steps - each.getValue() >= grace(each.getKey()) && streams(each.getKey()) == 0)
        .forEach(each -> each.getKey().close());
    List<Tunnel> next =
        live.stream()
            .filter(tunnel -> !told.containsKey(tunnel))
            .filter(tunnel -> (tunnel.redials() && !idleOnly) || streams(tunnel) == 0)
            .sorted(Comparator.comparingInt(Departure::streams).thenComparing(first))
            .limit(count)
            .toList();
    next.forEach(tunnel -> {
      told.put(tunnel, steps);
      tunnel.session().goAway();
    });
    return next.size();
  }

  private static int grace(Tunnel tunnel) {
    return tunnel.redials() ? GRACE_STEPS : 1;
  }

  private static int streams(Tunnel tunnel) {
    return tunnel.session().stats().streamsOpen();
  }
}
