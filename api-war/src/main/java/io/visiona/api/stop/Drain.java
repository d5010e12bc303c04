package io.visiona.api.stop;

import io.visiona.api.relay.RelayLink;
import io.visiona.shared.lifecycle.LastWords;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How the API stops: from {@link #begin} on it is not ready, so that a load balancer sends nobody new; {@link #finish} gives requests
 * that are being forwarded their time and cuts what is left. Thread-safe.
 */
public final class Drain {
  private static final Logger LOG = System.getLogger(Drain.class.getName());
  private static final long LOOK_MILLIS = 50;

  private final AtomicBoolean draining = new AtomicBoolean();
  private final ReentrantLock finishing = new ReentrantLock();
  private final CountDownLatch never = new CountDownLatch(1);
  private final RelayLink link;
  private final Underway gateway;
  private final Duration timeout;
  private boolean finished;

  /**
   * Nothing stops yet.
   *
   * @param gateway requests of the gateway, which are no streams of the link
   * @param timeout what requests that are being forwarded get
   */
  public Drain(RelayLink link, Underway gateway, Duration timeout) {
    this.link = link;
    this.gateway = gateway;
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
   * Waits for what is being forwarded, then cuts the rest and closes the link. Blocks up to the drain timeout. Whoever comes second waits
   * for the first: an application that was told twice must not be taken apart meanwhile.
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
    link.close();
    gateway.cut();
    LastWords.say(LOG, "Stopped: closed the link, cut " + cut + " forwarded requests");
  }

  private int await() {
    long deadline = System.nanoTime() + timeout.toNanos();
    int running = running();
    try {
      while (running > 0 && deadline - System.nanoTime() > 0 && !never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        running = running();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return running;
  }

  /** Every request that is forwarded to an agent is a stream of the link. */
  private int running() {
    return link.stats().streamsOpen() + gateway.count();
  }
}
