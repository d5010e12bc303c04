package io.visiona.api.forward;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many requests to one agent are in progress. Who finds no place waits for one, first come, first served. Thread-safe. */
final class Places {
  private final Map<UUID, Agent> agents = new ConcurrentHashMap<>();
  private final int each;

  Places(int each) {
    this.each = each;
  }

  private record Agent(Semaphore free, int users) {
    Agent with(int more) {
      return new Agent(free, users + more);
    }
  }

  /** A place at an agent; empty when none became free in time. To be given back once. */
  Optional<Place> take(UUID agent, Duration patience) throws InterruptedException {
    Semaphore free =
        agents.compute(agent, (_, old) -> old == null ? new Agent(new Semaphore(each, true), 1) : old.with(1)).free();
    boolean taken = false;
    try {
      taken = free.tryAcquire() || free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      if (!taken) {
        leave(agent);
      }
    }
    return taken ? Optional.of(new Place(this, agent, free)) : Optional.empty();
  }

  private void leave(UUID agent) {
    agents.computeIfPresent(agent, (_, old) -> old.users() == 1 ? null : old.with(-1));
  }

  /** Agents that somebody uses or waits for now. */
  int agents() {
    return agents.size();
  }

  /** A place that was taken; giving it back again does nothing. */
  static final class Place implements AutoCloseable {
    private final Places places;
    private final UUID agent;
    private final Semaphore free;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(Places places, UUID agent, Semaphore free) {
      this.places = places;
      this.agent = agent;
      this.free = free;
    }

    @Override
    public void close() {
      if (left.compareAndSet(false, true)) {
        free.release();
        places.leave(agent);
      }
    }
  }
}
