package io.visiona.api.proxy;

import io.visiona.shared.container.ConnectionCloser;
import io.visiona.shared.limit.PermitResult.Permit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a {@link WebSocketBridge} is between. The bridge begins when the container gets to it; where
 * it never does, because the client has gone or the server stops, the upstream's side is given up.
 * Thread-safe.
 */
final class BridgeSession {
  private static final Logger LOG = System.getLogger(BridgeSession.class.getName());
  private static final long PATIENCE_SECONDS = 10;

  private final UpstreamExchange upstream;
  private final Executor threads;
  private final Supplier<Optional<Permit>> waiting;
  private final ConnectionCloser closer;
  private final Limits limits;
  private final Supplier<byte[]> farewell;
  private final Runnable ended;
  private final AtomicBoolean decided = new AtomicBoolean();
  private final CountDownLatch begun = new CountDownLatch(1);

  /**
   * When a client that takes nothing is not waited for any more.
   *
   * @param idle without any progress, while the upstream goes on
   * @param cancelled whether it was ended from this side, and nothing has to be delivered
   */
  record Limits(Duration idle, BooleanSupplier cancelled) {}

  /**
   * Not begun yet.
   *
   * @param upstream an exchange that has switched protocols; cancelled and closed at the end
   * @param threads what may wait
   * @param waiting see {@link UpstreamWriter}
   * @param closer makes the container close the client's connection
   * @param limits of the client's patience
   * @param farewell a frame for the browser when the upstream's side has ended, or nothing
   * @param ended run once at the end
   */
  BridgeSession(
      UpstreamExchange upstream,
      Executor threads,
      Supplier<Optional<Permit>> waiting,
      ConnectionCloser closer,
      Limits limits,
      Supplier<byte[]> farewell,
      Runnable ended) {
    this.upstream = upstream;
    this.threads = threads;
    this.waiting = waiting;
    this.closer = closer;
    this.limits = limits;
    this.farewell = farewell;
    this.ended = ended;
  }

  UpstreamExchange upstream() {
    return upstream;
  }

  Executor threads() {
    return threads;
  }

  Supplier<Optional<Permit>> waiting() {
    return waiting;
  }

  ConnectionCloser closer() {
    return closer;
  }

  Limits limits() {
    return limits;
  }

  Supplier<byte[]> farewell() {
    return farewell;
  }

  /** The bridge is over. */
  void end() {
    upstream.close();
    ended.run();
  }

  /** From now on the bridge has to begin within {@value #PATIENCE_SECONDS} s. */
  void expect() {
    threads.execute(() -> {
      try {
        if (!begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          giveUp();
        }
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        giveUp();
      }
    });
  }

  /** The bridge begins; false when it was given up. */
  boolean begin() {
    boolean first = decided.compareAndSet(false, true);
    begun.countDown();
    return first;
  }

  /** There will be no bridge. */
  void failed(Exception why) {
    LOG.log(Level.WARNING, "A WebSocket could not be handed over", why);
    closer.closeNow();
    giveUp();
  }

  private void giveUp() {
    if (begin()) {
      upstream.cancel();
      end();
    }
  }
}
