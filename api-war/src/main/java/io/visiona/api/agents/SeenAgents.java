package io.visiona.api.agents;

import io.visiona.shared.concurrent.PeriodicTask;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Gathers the agents whose tokens were presented, and keeps that they were seen: every 10 s, by one
 * statement for 500 of them, so that a thousand agents that come back at once are no thousand
 * writes. The time that is kept is that of the write. What the database does not take now is kept
 * for the next time; what was gathered when the server ends is lost, and {@link LastSeen} writes
 * who is online. Thread-safe.
 */
public final class SeenAgents implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(10);

  /** As many as one server hears of in 10 s, and some minutes of a database that is away. */
  static final int MOST = 100_000;

  private final Agents agents;
  private final InstantSource clock;
  private final Set<UUID> seen = ConcurrentHashMap.newKeySet();
  private final PeriodicTask loop =
      new PeriodicTask("When agents were seen cannot be kept now", PERIOD, this::write);

  public SeenAgents(Agents agents, InstantSource clock) {
    this.agents = agents;
    this.clock = clock;
  }

  /** Writes until it is closed, or its executor shut down. */
  void start(Executor executor) {
    loop.start(executor);
  }

  /** This agent was here just now; never waits. Beyond {@link #MOST} it is not kept. */
  void note(UUID agent) {
    if (seen.size() < MOST) {
      seen.add(agent);
    }
  }

  /** Keeps what was gathered. */
  void write() {
    List<UUID> some = take();
    while (!some.isEmpty()) {
      try {
        agents.noteSeen(some, clock.instant());
      } catch (RuntimeException later) {
        seen.addAll(some);
        throw later;
      }
      some = take();
    }
  }

  private List<UUID> take() {
    List<UUID> some = new ArrayList<>();
    for (Iterator<UUID> each = seen.iterator(); each.hasNext() && some.size() < Agents.MOST_IDS; ) {
      some.add(each.next());
      each.remove();
    }
    return some;
  }

  @Override
  public void close() {
    loop.close();
  }
}
