package io.visiona.relay.start;

import io.visiona.relay.sessions.OutputGuard;
import io.visiona.relay.sessions.SessionTicker;
import io.visiona.shared.concurrent.PeriodicTask;
import io.visiona.shared.container.ServerStop;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/**
 * Once a second, everything that has to happen once a second. Not an EJB timer: Open Liberty stops
 * those as soon as the server begins to stop, just when tunnels must be told of it and time-outs
 * still count. Ends when its executor is shut down.
 */
public final class RelayTicker {
  private final SessionTicker heartbeat;
  private final OutputGuard guard;
  private final ServerStop stop;

  public RelayTicker(SessionTicker heartbeat, OutputGuard guard, ServerStop stop) {
    this.heartbeat = heartbeat;
    this.guard = guard;
    this.stop = stop;
  }

  /** Begins, and does {@code also} each second. Once. */
  void start(ExecutorService executor, Runnable also) {
    new PeriodicTask(
            "The relay's clock stumbled",
            Duration.ofSeconds(1),
            () -> {
              heartbeat.tick();
              guard.check();
              stop.look();
              also.run();
            })
        .start(executor);
  }
}
