package io.visiona.relay.start;

import io.visiona.relay.sessions.OutputGuard;
import io.visiona.relay.sessions.SessionTicker;
import io.visiona.shared.container.ServerStop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Once a second, everything that has to happen once a second. Not an EJB timer: Open Liberty stops
 * those as soon as the server begins to stop, just when tunnels must be told of it and time-outs
 * still count. Ends when its executor is shut down.
 */
public final class RelayTicker {
  private static final Logger LOG = System.getLogger(RelayTicker.class.getName());

  private final SessionTicker heartbeat;
  private final OutputGuard guard;
  private final ServerStop stop;
  private final CountDownLatch never = new CountDownLatch(1);

  public RelayTicker(SessionTicker heartbeat, OutputGuard guard, ServerStop stop) {
    this.heartbeat = heartbeat;
    this.guard = guard;
    this.stop = stop;
  }

  /** Begins, and does {@code also} each second. Once. */
  void start(ExecutorService executor, Runnable also) {
    executor.execute(() -> run(also));
  }

  private void run(Runnable also) {
    try {
      while (!never.await(1, TimeUnit.SECONDS)) {
        beat(also);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat(Runnable also) {
    try {
      heartbeat.tick();
      guard.check();
      stop.look();
      also.run();
    } catch (RuntimeException failed) {
      // One bad beat must not be the last.
      LOG.log(Level.ERROR, "The relay's clock stumbled", failed);
    }
  }
}
