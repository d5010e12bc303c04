package io.visiona.shared.metrics;

import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.Counter;

/**
 * A counter that follows a figure which is counted elsewhere: MicroProfile Metrics has counters
 * that are raised and no counters that are read. The figure may dip, as a connection that ends is
 * for a moment neither live nor among the ended; the counter waits until it is past what was told.
 * Not thread-safe.
 *
 * @param <S> a snapshot with the figure in it
 */
public final class RisingTotal<S> {
  private final Counter counter;
  private final ToLongFunction<S> figure;
  private long told;

  public RisingTotal(Counter counter, ToLongFunction<S> figure) {
    this.counter = counter;
    this.figure = figure;
  }

  /** Raises the counter by what the figure gained. */
  public void update(S now) {
    long value = figure.applyAsLong(now);
    if (value > told) {
      counter.inc(value - told);
      told = value;
    }
  }
}
