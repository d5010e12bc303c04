package io.visiona.agent.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts the results of several devices into the order of their frames. One that is still missing 250
 * ms after a later one was done is left out, and counted. Not thread-safe.
 *
 * @param <T> a result
 */
final class ResultOrder<T> {
  static final long LATE = TimeUnit.MILLISECONDS.toNanos(250);

  private static final class Place<T> {
    private @Nullable T result;
    private long doneAt;
    private boolean done;
  }

  private final NavigableMap<Long, Place<T>> places = new TreeMap<>();
  private long late;

  /** A frame was given to a device. */
  void expect(long frameId) {
    places.put(frameId, new Place<>());
  }

  /** Its result is there; null when there will be none. Returns what can be told now. */
  List<T> done(long frameId, @Nullable T result, long now) {
    Place<T> place = places.get(frameId);
    if (place != null) {
      place.result = result;
      place.done = true;
      place.doneAt = now;
    }
    return ready(now);
  }

  /** What can be told now. */
  List<T> ready(long now) {
    List<T> ready = new ArrayList<>();
    while (!places.isEmpty()) {
      Place<T> first = places.firstEntry().getValue();
      if (!first.done && !isLate(now)) {
        break;
      }
      places.pollFirstEntry();
      T result = first.result;
      if (result != null) {
        ready.add(result);
      } else if (!first.done) {
        late++;
      }
    }
    return ready;
  }

  private boolean isLate(long now) {
    for (Place<T> place : places.values()) {
      if (place.done) {
        return now - place.doneAt > LATE;
      }
    }
    return false;
  }

  /** How many were left out. */
  long late() {
    return late;
  }
}
