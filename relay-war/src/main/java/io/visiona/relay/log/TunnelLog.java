package io.visiona.relay.log;

import io.visiona.relay.config.TunnelLogging;
import io.visiona.yamux.session.YamuxException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the log of tunnels that begin and end: each of them, or how many once a second and of
 * failures the latest. A relay that loses and finds its agents must not spend its time on lines,
 * and the log must not turn over what was in it before. Thread-safe.
 */
public final class TunnelLog {
  /** With so many tunnels a line for each is too much. */
  static final int MANY = 1_000;

  private static final Logger LOG = System.getLogger(TunnelLog.class.getName());

  private final Supplier<TunnelLogging> how;
  private final IntSupplier tunnels;
  private final LongAdder opened = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicReference<@Nullable Failure> latest = new AtomicReference<>();

  /**
   * Nothing to tell yet.
   *
   * @param how may change
   * @param tunnels how many there are
   */
  public TunnelLog(Supplier<TunnelLogging> how, IntSupplier tunnels) {
    this.how = how;
    this.tunnels = tunnels;
  }

  private record Failure(String agent, YamuxException reason) {}

  private boolean tellsEach() {
    return switch (how.get()) {
      case EACH -> true;
      case SUMMARY -> false;
      case AUTO -> tunnels.getAsInt() < MANY;
    };
  }

  /** A tunnel began. */
  public void opened(String agent, String transport) {
    if (tellsEach()) {
      LOG.log(Level.INFO, "Tunnel of agent {0} opened over {1}", agent, transport);
    } else {
      opened.increment();
    }
  }

  /** This side is about to end a tunnel because of something that its agent did not do. */
  public void closing(String agent, String why) {
    if (tellsEach()) {
      LOG.log(Level.INFO, "Tunnel of agent {0} is closed: {1}", agent, why);
    }
  }

  /** A tunnel ended. */
  public void ended(String agent, YamuxException reason) {
    if (tellsEach()) {
      LOG.log(
          Level.INFO,
          "Tunnel of agent {0} ended: {1}: {2}",
          agent,
          reason.code(),
          reason.getMessage());
      return;
    }
    ended.increment();
    if (isFailure(reason.code())) {
      failed.increment();
      latest.set(new Failure(agent, reason));
    }
  }

  /** A connection that was closed or lost is nothing to look into; these are. */
  private static boolean isFailure(YamuxException.Code code) {
    return switch (code) {
      case PROTOCOL_ERROR, PEER_ERROR, OUTPUT_OVERFLOW, WRITE_TIMEOUT, IDLE_TIMEOUT -> true;
      default -> false;
    };
  }

  /** Once a second: tells what was not told one by one. Returns how many lines that were. */
  public int tick() {
    long begun = opened.sumThenReset();
    long over = ended.sumThenReset();
    if (begun + over == 0) {
      return 0;
    }
    LOG.log(
        Level.INFO,
        "Tunnels since the last such line: {0,number,#} opened, {1,number,#} ended",
        begun,
        over);
    Failure failure = latest.getAndSet(null);
    if (failure == null) {
      return 1;
    }
    LOG.log(
        Level.INFO,
        "Tunnel of agent {0} ended: {1}: {2}; the latest of {3,number,#} that failed",
        failure.agent(),
        failure.reason().code(),
        failure.reason().getMessage(),
        failed.sumThenReset());
    return 2;
  }
}
