package io.visiona.agent.inference;

import io.visiona.agent.cameras.Beat;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.util.Arrays;

/** Latencies of the newest results, and how many come a second. Thread-safe. */
public final class Latencies {
  private static final int WINDOW = 256;

  private final double[] millis = new double[WINDOW];
  private final Beat beat = new Beat();
  private int count;

  synchronized void add(double ms, long nanos) {
    millis[count % WINDOW] = ms;
    count++;
    beat.tick(nanos);
  }

  public synchronized double perSecond(long nanos) {
    return beat.perSecond(nanos);
  }

  /** Middle, 95 of 100 and worst; all null before the first. */
  public synchronized JsonObject json() {
    double[] sorted = Arrays.copyOf(millis, Math.min(count, WINDOW));
    Arrays.sort(sorted);
    return JsonFields.fields()
        .put("p50", at(sorted, 0.5))
        .put("p95", at(sorted, 0.95))
        .put("max", at(sorted, 1))
        .object();
  }

  /** The middle one; null before the first. */
  public synchronized @org.jspecify.annotations.Nullable Double median() {
    double[] sorted = Arrays.copyOf(millis, Math.min(count, WINDOW));
    Arrays.sort(sorted);
    return at(sorted, 0.5);
  }

  private static @org.jspecify.annotations.Nullable Double at(double[] sorted, double part) {
    if (sorted.length == 0) {
      return null;
    }
    int index = (int) Math.ceil(part * sorted.length) - 1;
    return Math.round(sorted[Math.max(0, index)] * 10) / 10.0;
  }
}
