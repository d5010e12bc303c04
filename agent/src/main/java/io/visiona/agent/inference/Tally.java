package io.visiona.agent.inference;

import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what a session saw. Not thread-safe. */
final class Tally {
  private final Latencies latencies = new Latencies();
  private final Map<String, Integer> seen = new TreeMap<>();
  private long highest;

  void add(Result result, long nanos) {
    latencies.add(result.totalMs(), nanos);
    long before = highest;
    for (Seen one : result.seen()) {
      Long track = one.track();
      // Numbers grow: what is above the highest is new.
      if (track != null && track > before) {
        seen.merge(one.called(), 1, Integer::sum);
        highest = Math.max(highest, track);
      }
    }
  }

  JsonObject json(JsonFields common, long nanos, @Nullable Result newest) {
    Map<String, Integer> now = new TreeMap<>();
    if (newest != null) {
      newest.seen().forEach(one -> now.merge(one.called(), 1, Integer::sum));
    }
    return common
        .put("fps", latencies.perSecond(nanos))
        .put("latency_ms", latencies.json())
        .put("objects", JsonFields.object(now))
        .put("seen", JsonFields.object(seen))
        .object();
  }
}
