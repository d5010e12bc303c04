package io.visiona.api.platform.drain;

import io.visiona.shared.lifecycle.LastWords;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * How the API stops: from {@link #begin} on it is not ready, so that a load balancer sends nobody
 * new; {@link #finish} gives requests that are being forwarded their time and cuts what is left.
 * Thread-safe.
 */
public final class ApiDrain {
  private static final Logger LOG = System.getLogger(ApiDrain.class.getName());
  private static final long LOOK_MILLIS = 50;

  private final AtomicBoolean draining = new AtomicBoolean();
  private final ReentrantLock finishing = new ReentrantLock();
  private final CountDownLatch never = new CountDownLatch(1);
  private final List<Draining> parts;
  private final Supplier<Duration> timeout;
  private boolean finished;

  /**
   * Nothing stops yet.
   *
   * @param parts what serves requests, cut in this order
   * @param timeout what requests that are being forwarded get; asked for when it begins to run
   */
  public ApiDrain(List<Draining> parts, Supplier<Duration> timeout) {
    this.parts = List.copyOf(parts);
    this.timeout = timeout;
  }

  /** Whether nobody new should be sent here. */
  public boolean isDraining() {
    return draining.get();
  }

  /** Is not ready any more, and serves as before. Idempotent. */
  public void begin() {
    if (draining.compareAndSet(false, true)) {
      LOG.log(Level.INFO, "Draining: {0} requests are being forwarded", running());
    }
  }

  /**
   * Waits for what is being forwarded, then cuts the rest. Blocks up to the drain timeout. Whoever
   * comes second waits for the first: an application that was told twice must not be taken apart
   * meanwhile.
   */
  public void finish() {
    begin();
    finishing.lock();
    try {
      if (!finished) {
        finished = true;
        close();
      }
    } finally {
      finishing.unlock();
    }
  }

  private void close() {
    int cut = await();
    parts.forEach(Draining::cut);
    LastWords.say(LOG, "Stopped: closed the link, cut " + cut + " forwarded requests");
  }

  private int await() {
    long deadline = System.nanoTime() + timeout.get().toNanos();
    int running = running();
    try {
      while (running > 0
          && deadline - System.nanoTime() > 0
          && !never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        running = running();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return running;
  }

  private int running() {
    return parts.stream().mapToInt(Draining::inFlight).sum();
  }
}
