package io.visiona.relay.sessions;

import io.visiona.shared.lifecycle.LastWords;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.YamuxException;
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
 * How the relay stops: from {@link #begin} on nobody new is let in and every peer is told; {@link #finish} gives running streams
 * their time and closes what is left. Thread-safe.
 */
public final class Drain {
  private static final Logger LOG = System.getLogger(Drain.class.getName());
  private static final long LOOK_MILLIS = 50;

  private final AtomicBoolean draining = new AtomicBoolean();
  private final ReentrantLock finishing = new ReentrantLock();
  private final InMemorySessionStore store;
  private final Supplier<List<Session>> links;
  private final Duration timeout;
  private boolean finished;

  /** The links are those of the API servers; their streams are the tunnels' streams. */
  public Drain(InMemorySessionStore store, Supplier<List<Session>> links, Duration timeout) {
    this.store = store;
    this.links = links;
    this.timeout = timeout;
  }

  /** Whether nobody new is let in. */
  public boolean isDraining() {
    return draining.get();
  }

  /** Lets nobody in any more and tells everybody. Idempotent. */
  public void begin() {
    if (draining.compareAndSet(false, true)) {
      LOG.log(Level.INFO, "Draining: {0} tunnels are told to go away", store.size());
      store.live().forEach(tunnel -> tunnel.session().goAway());
      links.get().forEach(Session::goAway);
    }
  }

  /**
   * Waits for running streams, then closes everything. Blocks up to the drain timeout. Whoever comes second waits for the first: an
   * application that was told twice must not be taken apart meanwhile.
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
    int tunnels = store.closeAll();
    List<Session> left = links.get();
    left.forEach(link -> link.close(YamuxException.Code.SESSION_CLOSED));
    LastWords.say(LOG, "Stopped: closed " + tunnels + " tunnels and " + left.size() + " links, cut " + cut + " streams");
  }

  private int await() {
    long deadline = System.nanoTime() + timeout.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    int open = streams();
    try {
      while (open > 0 && deadline - System.nanoTime() > 0 && !never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        open = streams();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return open;
  }

  private int streams() {
    return store.live().stream().mapToInt(tunnel -> tunnel.session().stats().streamsOpen()).sum();
  }
}
