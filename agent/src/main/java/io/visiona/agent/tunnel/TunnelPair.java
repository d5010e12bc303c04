package io.visiona.agent.tunnel;

import io.visiona.agent.tunnel.TunnelKeeper.Outcome;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two tunnels up, to two relays, so that the death of one is not noticed: the second is
 * dialled once a relay has said by which name to avoid it. Where there is one relay for good, it
 * says nothing, and there is one tunnel. Each tunnel comes back by itself; while its relay cannot
 * be replaced the other serves alone. {@link #run} blocks one thread; {@link #stop} may be called
 * from any other.
 */
public final class TunnelPair {
  private static final System.Logger LOG = System.getLogger(TunnelPair.class.getName());

  private final TunnelAddress home;
  private final Dialers dialers;
  private final List<Side> sides;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean stopping;

  /**
   * Not dialled yet.
   *
   * @param home where the agent was told to dial
   * @param wanted how many tunnels, 1 or 2
   */
  public TunnelPair(TunnelAddress home, int wanted, Dialers dialers, StreamHandler handler) {
    this(home, wanted, dialers, handler, RandomGenerator.getDefault());
  }

  TunnelPair(
      TunnelAddress home,
      int wanted,
      Dialers dialers,
      StreamHandler handler,
      RandomGenerator random) {
    this.home = home;
    this.dialers = dialers;
    List<Side> made = new ArrayList<>();
    for (int slot = 0; slot < wanted; slot++) {
      made.add(new Side(slot, handler, random));
    }
    this.sides = List.copyOf(made);
  }

  /** Runs until told to stop or refused for good. */
  public Outcome run() throws InterruptedException {
    sides.stream()
        .skip(1)
        .forEach(side -> Thread.ofVirtual().name("tunnel-second").start(() -> runSecond(side)));
    try {
      return sides.getFirst().keeper.run();
    } finally {
      if (!isStopping()) {
        stop(Duration.ZERO);
      }
    }
  }

  private boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  private static void runSecond(Side side) {
    try {
      LOG.log(Level.DEBUG, "no second tunnel any more: {0}", side.keeper.run());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops: no new streams, running ones get {@code time} to finish, then the tunnels are closed.
   * Returns when {@link #run} has ended.
   */
  public void stop(Duration time) throws InterruptedException {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    List<Thread> others =
        sides.stream()
            .skip(1)
            .map(side -> Thread.ofVirtual().start(() -> stop(side, time)))
            .toList();
    sides.getFirst().keeper.stop(time);
    for (Thread other : others) {
      other.join();
    }
  }

  private static void stop(Side side, Duration time) {
    try {
      side.keeper.stop(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One of the tunnels; its fields are guarded by the lock. */
  private final class Side {
    private final int slot;
    private final TunnelKeeper keeper;
    private @Nullable AgentTunnel tunnel;
    private Relays relays = Relays.NONE;
    private int failures;

    Side(int slot, StreamHandler handler, RandomGenerator random) {
      this.slot = slot;
      this.keeper = new TunnelKeeper(this::dial, handler, random, null);
    }

    /** The second waits here for as long as it has nobody to be the second of. */
    private DialResult dial() throws InterruptedException {
      Relays other = other();
      if (other == null) {
        return new DialResult.Unreachable("stopping");
      }
      Introduction introduction = new Introduction(sides.size(), slot, other.here());
      DialResult result = dialers.to(address(other.others()), introduction).dial();
      if (result instanceof DialResult.Connected(AgentTunnel up, Relays said)) {
        connected(up, said);
      } else {
        failed();
      }
      return result;
    }

    /** What is known by the other tunnel; null when there is no more use. */
    private @Nullable Relays other() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        Relays known = known();
        while (slot > 0 && known.here().isEmpty() && !stopping) {
          changed.await();
          known = known();
        }
        return stopping ? null : known;
      } finally {
        lock.unlock();
      }
    }

    private Relays known() {
      return sides.stream()
          .filter(side -> side != this && side.tunnel != null)
          .map(side -> side.relays)
          .findFirst()
          .orElse(Relays.NONE);
    }

    /**
     * The first begins with where it was told to dial, the second with where the first was told.
     */
    private TunnelAddress address(List<TunnelAddress> others) {
      List<TunnelAddress> all = new ArrayList<>(others);
      all.add(slot == 0 ? 0 : all.size(), home);
      lock.lock();
      try {
        return all.get(failures % all.size());
      } finally {
        lock.unlock();
      }
    }

    private void failed() {
      lock.lock();
      try {
        failures++;
      } finally {
        lock.unlock();
      }
    }

    private void connected(AgentTunnel up, Relays said) {
      lock.lock();
      try {
        failures = 0;
        tunnel = up;
        relays = said;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      if (!said.here().isEmpty()) {
        LOG.log(Level.INFO, "tunnel {0} is at relay {1}", slot + 1, said.here());
      }
      var _ = up.streams().ended().thenAccept(_ -> ended(up));
    }

    /** What was to be avoided is not any more. */
    private void ended(AgentTunnel over) {
      lock.lock();
      try {
        if (over.equals(tunnel)) {
          tunnel = null;
        }
      } finally {
        lock.unlock();
      }
      sides.stream().filter(side -> side != this).forEach(side -> side.keeper.hurry());
    }
  }
}
