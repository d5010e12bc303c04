package io.visiona.relay.sessions;

import io.visiona.relay.transport.Connection;
import io.visiona.shared.lifecycle.LastWords;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.YamuxException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * How the relay stops. From {@link #begin} on nobody new is let in; who is here is served over old
 * links and new ones. Where there are other relays, agents are sent to them, a part at a time.
 * {@link #finish} tells every peer, gives running streams their time and closes what is left.
 * Thread-safe.
 */
public final class RelayDrain {
  private static final Logger LOG = System.getLogger(RelayDrain.class.getName());
  private static final long LOOK_MILLIS = 50;

  /** Between two parts of the agents that are sent away. */
  private static final Duration STEP = Duration.ofMillis(250);

  /**
   * What short streams get once API servers open no more, where agents have somewhere to go. An API
   * server waits three seconds for an agent of the field, which waits one before it dials.
   */
  private static final Duration LAST = Duration.ofMillis(500);

  /** Longer than a connection waits for its last frame to go. */
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final AtomicBoolean draining = new AtomicBoolean();
  private final ReentrantLock finishing = new ReentrantLock();
  private final InMemorySessionStore store;
  private final Supplier<List<Session>> links;
  private final Supplier<Times> times;
  private final Executor executor;
  private final boolean others;
  private final CountDownLatch finishBegun = new CountDownLatch(1);
  private boolean finished;

  /**
   * How long things take.
   *
   * @param notice until nobody is sent here by a load balancer any more
   * @param departure in which all agents are sent away
   * @param timeout what running streams get at the stop
   */
  public record Times(Duration notice, Duration departure, Duration timeout) {}

  /**
   * The links are those of the API servers; their streams are the tunnels' streams. The times are
   * asked for when they begin to run.
   *
   * @param executor sends agents away
   * @param others whether there are relays that they can go to
   */
  public RelayDrain(
      InMemorySessionStore store,
      Supplier<List<Session>> links,
      Supplier<Times> times,
      Executor executor,
      boolean others) {
    this.store = store;
    this.links = links;
    this.times = times;
    this.executor = executor;
    this.others = others;
  }

  /** Whether nobody new is let in. */
  public boolean isDraining() {
    return draining.get();
  }

  /** Whether the relay is on its way to its end, and takes no more links. */
  public boolean isFinishing() {
    return finishBegun.getCount() == 0;
  }

  /** Lets nobody in any more, and sends those who are here to other relays. Idempotent. */
  public void begin() {
    if (draining.compareAndSet(false, true)) {
      LOG.log(Level.INFO, "Draining: there are {0} tunnels", store.size());
      if (others) {
        executor.execute(this::sendAway);
      }
    }
  }

  private void sendAway() {
    Times now = times.get();
    try {
      if (!finishBegun.await(now.notice().toMillis(), TimeUnit.MILLISECONDS)) {
        depart(now.departure(), finishBegun, true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Sends all agents away within a time, or until the latch is open.
   *
   * @param patient waits for the streams of those that were sent away, however long that takes
   */
  private void depart(Duration within, CountDownLatch until, boolean patient)
      throws InterruptedException {
    Departure departure = new Departure(store, (_, _) -> 0);
    int total = store.size();
    long steps = Math.max(1, within.dividedBy(STEP));
    int each = (int) Math.max(1, (total + steps - 1) / steps);
    long deadline = System.nanoTime() + within.plus(STEP).toNanos();
    do {
      int _ = departure.step(each, false);
    } while (!until.await(STEP.toMillis(), TimeUnit.MILLISECONDS)
        && store.size() > 0
        && (patient || deadline - System.nanoTime() > 0));
    LOG.log(Level.INFO, "Sent {0} of {1} agents to other relays", total - store.size(), total);
  }

  /**
   * Waits for running streams, then closes everything. Blocks up to the drain timeout. Whoever
   * comes second waits for the first: an application that was told twice must not be taken apart
   * meanwhile.
   */
  public void finish() {
    finishBegun.countDown();
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
    Duration timeout = times.get().timeout();
    long deadline = System.nanoTime() + timeout.toNanos();
    if (others) {
      departNow(timeout.dividedBy(2));
    }
    if (others) {
      // An agent of the field with a stream that goes on is still here. It is reached until shortly
      // before its tunnel is closed; then API servers wait for its new one.
      store.live().stream().filter(Tunnel::redials).forEach(each -> each.session().goAway());
      int _ = await(deadline - LAST.toNanos());
    }
    store.live().forEach(tunnel -> tunnel.session().goAway());
    links.get().forEach(Session::goAway);
    int cut = await(deadline);
    List<Connection> connections = store.live().stream().map(Tunnel::connection).toList();
    int tunnels = store.closeAll();
    List<Session> left = links.get();
    left.forEach(link -> link.close(YamuxException.Code.SESSION_CLOSED));
    awaitClosed(connections);
    LastWords.say(
        LOG,
        "Stopped: closed "
            + tunnels
            + " tunnels and "
            + left.size()
            + " links, cut "
            + cut
            + " streams");
  }

  private void departNow(Duration within) {
    try {
      if (store.size() > 0) {
        depart(within, new CountDownLatch(1), false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int await(long deadline) {
    CountDownLatch never = new CountDownLatch(1);
    int open = streams();
    try {
      while (open > 0
          && deadline - System.nanoTime() > 0
          && !never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        open = streams();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return open;
  }

  /**
   * Their last frames go out and their transports are closed by threads that end with the
   * application: where it is stopped and the server is not, nobody else would close them.
   */
  private static void awaitClosed(List<Connection> connections) {
    long deadline = System.nanoTime() + CLOSING.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (!connections.stream().allMatch(Connection::isClosed)
          && deadline - System.nanoTime() > 0
          && !never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        // It is the wait that counts.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int streams() {
    return store.live().stream().mapToInt(tunnel -> tunnel.session().stats().streamsOpen()).sum();
  }
}
