package io.visiona.api.forward;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/**
 * How many requests to one agent are in progress. Who finds no permit waits for one, first come,
 * first served. Thread-safe.
 */
final class AgentLimiter {
  /**
   * Streams to one agent that it has not acknowledged yet, of all API servers together. Agents in
   * the field reset what exceeds a backlog of 256; the relay says so before.
   */
  private static final int OPENING = 256;

  /** Of one API server, however many there are. */
  private static final int LEAST_OPENING = 8;

  private final Map<UUID, Agent> agents = new ConcurrentHashMap<>();
  private final int each;
  private final IntSupplier servers;

  /**
   * Nobody has a place.
   *
   * @param each requests in progress to one agent
   * @param servers API servers that live, at least 1; they share what an agent has not acknowledged
   */
  AgentLimiter(int each, IntSupplier servers) {
    this.each = each;
    this.servers = servers;
  }

  /** Streams that one agent may leave unacknowledged to this API server now. */
  int opening() {
    return Math.max(LEAST_OPENING, OPENING / servers.getAsInt());
  }

  private record Agent(Semaphore free, TurnPlaces opening, int users) {
    Agent with(int more) {
      return new Agent(free, opening, users + more);
    }
  }

  /** A permit at an agent; empty when none became free in time. To be given back once. */
  Optional<Permit> acquire(UUID agent, Duration patience) throws InterruptedException {
    Agent joined = agents.compute(agent, (_, old) -> old == null ? first() : old.with(1));
    Semaphore free = joined.free();
    boolean taken = false;
    try {
      taken = free.tryAcquire() || free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      if (!taken) {
        leave(agent);
      }
    }
    return taken ? Optional.of(new Permit(this, agent, joined)) : Optional.empty();
  }

  private Agent first() {
    return new Agent(new Semaphore(each, true), new TurnPlaces(this::opening), 1);
  }

  private void leave(UUID agent) {
    agents.computeIfPresent(agent, (_, old) -> old.users() == 1 ? null : old.with(-1));
  }

  /** Agents that somebody uses or waits for now. */
  int agents() {
    return agents.size();
  }

  /** A permit that was taken; giving it back again does nothing. */
  static final class Permit implements AutoCloseable {
    private final AgentLimiter limiter;
    private final UUID agent;
    private final Agent of;
    private final AtomicBoolean left = new AtomicBoolean();

    private Permit(AgentLimiter limiter, UUID agent, Agent of) {
      this.limiter = limiter;
      this.agent = agent;
      this.of = of;
    }

    /**
     * Room for one more stream that the agent has yet to acknowledge; empty when none came in time.
     *
     * @param relay the one that the stream goes to
     * @param patience how long to wait; again from the beginning whenever the agent accepts a
     *     stream
     * @param most how long to wait in all
     */
    Optional<OpeningPermit> opening(String relay, Duration patience, Duration most)
        throws InterruptedException {
      return of.opening().take(patience, most)
          ? Optional.of(new OpeningPermit(of.opening(), relay))
          : Optional.empty();
    }

    @Override
    public void close() {
      if (left.compareAndSet(false, true)) {
        of.free().release();
        limiter.leave(agent);
      }
    }
  }

  /** A stream on its way to the agent; closing it again does nothing. */
  static final class OpeningPermit implements AutoCloseable {
    private final TurnPlaces opening;
    private final String relay;
    private final AtomicBoolean over = new AtomicBoolean();

    private OpeningPermit(TurnPlaces opening, String relay) {
      this.opening = opening;
      this.relay = relay;
    }

    /** The agent has accepted or refused it: its time is over, and that of others begins again. */
    void accepted() {
      if (over.compareAndSet(false, true)) {
        opening.accepted(relay);
        opening.giveBack();
      }
    }

    /** For how long, in nanoseconds, the agent has accepted none of its streams over this relay. */
    long quietNanos() {
      return opening.quietNanos(relay);
    }

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        opening.giveBack();
      }
    }
  }
}
