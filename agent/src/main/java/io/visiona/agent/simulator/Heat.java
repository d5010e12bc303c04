package io.visiona.agent.simulator;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How busy and how warm a chip is: busy time of the last second, and a temperature that follows it
 * slowly. Thread-safe.
 */
final class Heat {
  static final double TOO_HOT_C = 95;
  static final double COOL_AGAIN_C = 70;
  private static final double IDLE_C = 34;
  private static final double BUSY_C = 28;
  private static final double TIME_CONSTANT_S = 90;
  private static final double SLOWER_FROM_C = 75;
  private static final double SLOWEST_C = 90;
  private static final long WINDOW_NANOS = 1_000_000_000L;

  private record Work(long from, long to) {}

  private final Deque<Work> work = new ArrayDeque<>();
  private double celsius = IDLE_C;
  private double extra;
  private long at;
  private boolean overheated;

  Heat(long nanos) {
    this.at = nanos;
  }

  synchronized void worked(long from, long to) {
    // First the work, then the time it took: it is what warmed the chip in that time.
    work.addLast(new Work(from, to));
    settle(to);
  }

  /** Warms it from outside, as a fault; zero lets it cool. */
  synchronized void heatBy(double degrees, long now) {
    settle(now);
    extra = degrees;
    if (degrees > 0) {
      celsius = Math.max(celsius, TOO_HOT_C + 1);
    }
  }

  synchronized double utilization(long now) {
    forget(now);
    long busy = 0;
    for (Work piece : work) {
      busy += Math.min(piece.to, now) - Math.max(piece.from, now - WINDOW_NANOS);
    }
    return Math.clamp((double) busy / WINDOW_NANOS, 0, 1);
  }

  synchronized double celsius(long now) {
    settle(now);
    return celsius;
  }

  /** Whether it has turned itself off; it stays so until it is cool. */
  synchronized boolean isOverheated(long now) {
    settle(now);
    if (celsius > TOO_HOT_C) {
      overheated = true;
    } else if (celsius <= COOL_AGAIN_C) {
      overheated = false;
    }
    return overheated;
  }

  /** By how much longer everything takes: 1 when cool, 2 when hot. */
  synchronized double slowness(long now) {
    settle(now);
    double over = (celsius - SLOWER_FROM_C) / (SLOWEST_C - SLOWER_FROM_C);
    return 1 / (1 - 0.5 * Math.clamp(over, 0, 1));
  }

  private void settle(long now) {
    double seconds = Math.max(0, (now - at) / 1e9);
    double target = IDLE_C + BUSY_C * utilization(now) + extra;
    celsius += (target - celsius) * (1 - Math.exp(-seconds / TIME_CONSTANT_S));
    at = now;
  }

  private void forget(long now) {
    while (!work.isEmpty() && work.getFirst().to < now - WINDOW_NANOS) {
      work.removeFirst();
    }
  }
}
