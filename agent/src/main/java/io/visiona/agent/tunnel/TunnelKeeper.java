package io.visiona.agent.tunnel;

import io.visiona.yamux.session.YamuxException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one tunnel up: dials, serves, and dials again whenever the tunnel is lost or the relay
 * drains. {@link #run} blocks one thread; {@link #stop} may be called from any other.
 */
public final class TunnelKeeper {
  /** How a run ended. */
  public enum Outcome {
    /** Somebody called {@link #stop}. */
    STOPPED,
    /** The relay refused the credential. */
    UNAUTHORIZED
  }

  /** A tunnel that lasted this long was a good one: the next loss starts with short waits. */
  static final Duration HEALTHY = Duration.ofSeconds(10);

  /** What a draining relay gives its running streams, and a little more. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(15);

  private static final Duration WATCH_STEP = Duration.ofMillis(250);
  private static final System.Logger LOG = System.getLogger(TunnelKeeper.class.getName());

  private final Dialer dialer;
  private final StreamServer server;
  private final Backoff backoff;
  private final Pause pause;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Semaphore bell = new Semaphore(0);
  private volatile @Nullable AgentTunnel current;

  /** Keeps time by the system's clock. */
  public TunnelKeeper(Dialer dialer, StreamHandler handler) {
    this(dialer, handler, RandomGenerator.getDefault(), null);
  }

  TunnelKeeper(
      Dialer dialer, StreamHandler handler, RandomGenerator random, @Nullable Pause pause) {
    this.dialer = dialer;
    this.server = new StreamServer(handler);
    this.backoff = new Backoff(random);
    this.pause = pause == null ? new RealPause() : pause;
  }

  /** Runs until told to stop or refused for good. */
  public Outcome run() throws InterruptedException {
    try {
      return keep();
    } finally {
      stopped.countDown();
    }
  }

  private Outcome keep() throws InterruptedException {
    long lostAt = pause.nanoTime();
    while (stopping.getCount() > 0) {
      Duration wait = null;
      switch (dialer.dial()) {
        case DialResult.Connected up -> {
          backoff.found();
          serve(up.tunnel());
          lostAt = pause.nanoTime();
        }
        case DialResult.Unauthorized _ -> {
          return Outcome.UNAUTHORIZED;
        }
        case DialResult.Elsewhere _ -> {
          LOG.log(Level.DEBUG, "the relay that answered has the other tunnel");
          wait = backoff.elsewhere();
        }
        case DialResult.Busy busy -> {
          LOG.log(Level.INFO, busy.why());
          wait = next(lostAt).plus(busy.after());
        }
        case DialResult.NotOffered refused ->
            LOG.log(Level.WARNING, "no tunnel: {0}", refused.why());
        case DialResult.Unreachable down ->
            LOG.log(Level.WARNING, "the relay is unreachable: {0}", down.why());
      }
      if (stopping.getCount() > 0 && rest(wait == null ? next(lostAt) : wait)) {
        break;
      }
    }
    return Outcome.STOPPED;
  }

  private Duration next(long lostAt) {
    return backoff.next(Duration.ofNanos(pause.nanoTime() - lostAt));
  }

  private boolean rest(Duration wait) throws InterruptedException {
    LOG.log(Level.INFO, "dialling again in {0} ms", Long.toString(wait.toMillis()));
    return pause.sleep(wait);
  }

  /** Returns when the tunnel is lost, drains, or the agent stops. */
  private void serve(AgentTunnel tunnel) throws InterruptedException {
    long since = pause.nanoTime();
    LOG.log(Level.INFO, "tunnel up over {0}", tunnel.transport());
    current = tunnel;
    if (stopping.getCount() == 0) {
      // Who stops may have looked before this one was there.
      tunnel.close();
      return;
    }
    server.start(tunnel.streams());
    YamuxException end = null;
    while (end == null && stopping.getCount() > 0 && !tunnel.isDraining()) {
      end = tunnel.awaitEnd(WATCH_STEP);
    }
    if (pause.nanoTime() - since >= HEALTHY.toNanos()) {
      backoff.reset();
    }
    if (end != null) {
      LOG.log(Level.WARNING, "tunnel lost: {0}", end.getMessage());
    } else if (stopping.getCount() > 0) {
      LOG.log(Level.INFO, "the relay drains: running streams finish");
      Thread.ofVirtual().name("tunnel-drain").start(() -> drain(tunnel, DRAIN_LIMIT));
    }
  }

  /** Dials now, if it waits to dial again. */
  void hurry() {
    bell.release();
  }

  /**
   * Stops: no new streams, running ones get {@code time} to finish, then the tunnel is closed.
   * Returns when {@link #run} has ended.
   */
  public void stop(Duration time) throws InterruptedException {
    stopping.countDown();
    bell.release();
    AgentTunnel tunnel = current;
    if (tunnel != null) {
      drain(tunnel, time);
    }
    stopped.await(1, TimeUnit.SECONDS);
  }

  private static void drain(AgentTunnel tunnel, Duration time) {
    try {
      tunnel.drain(time);
    } catch (InterruptedException e) {
      tunnel.close();
      Thread.currentThread().interrupt();
    }
  }

  private final class RealPause implements Pause {
    @Override
    public boolean sleep(Duration time) throws InterruptedException {
      bell.drainPermits();
      if (stopping.getCount() > 0) {
        boolean _ = bell.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
      }
      return stopping.getCount() == 0;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }
}
