package io.visiona.agent.metrics;

import io.visiona.agent.json.JsonFields;
import io.visiona.agent.metrics.Sample.DeviceSample;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One sample a second of the last hour. Thread-safe. */
final class History {
  private static final int SECONDS = 3600;

  private final Deque<Sample> samples = new ArrayDeque<>();

  synchronized void add(Sample sample) {
    if (samples.size() == SECONDS) {
      samples.removeFirst();
    }
    samples.addLast(sample);
  }

  synchronized @Nullable Sample last() {
    return samples.peekLast();
  }

  /** The series of a window that ends now; the mean of each step, null where there is none. */
  synchronized JsonObject series(Instant now, int windowSeconds, int stepSeconds) {
    int points = windowSeconds / stepSeconds;
    Instant from = now.minusSeconds((long) points * stepSeconds);
    List<List<Sample>> steps = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      steps.add(new ArrayList<>());
    }
    Set<String> ids = new TreeSet<>();
    for (Sample sample : samples) {
      long offset = java.time.Duration.between(from, sample.at()).toMillis();
      long step = Math.floorDiv(offset, stepSeconds * 1000L);
      if (offset >= 0 && step < points) {
        steps.get((int) step).add(sample);
        ids.addAll(sample.devices().keySet());
      }
    }
    Map<String, JsonObject> devices = new TreeMap<>();
    for (String id : ids) {
      devices.put(
          id,
          JsonFields.fields()
              .put("fps", device(steps, id, DeviceSample::fps))
              .put("latency_ms", device(steps, id, DeviceSample::latencyMs))
              .put("temperature_c", device(steps, id, DeviceSample::temperature))
              .put("utilization", device(steps, id, DeviceSample::utilization))
              .object());
    }
    return JsonFields.fields()
        .put("from", from)
        .put("step_s", stepSeconds)
        .put("cpu", means(steps, Sample::cpu))
        .put("memory", means(steps, Sample::memory))
        .put("temperature_c", means(steps, Sample::temperature))
        .put(
            "network",
            JsonFields.fields()
                .put("received_bytes_per_s", means(steps, Sample::received))
                .put("sent_bytes_per_s", means(steps, Sample::sent))
                .object())
        .put("devices", JsonFields.object(devices))
        .object();
  }

  private static JsonArray device(
      List<List<Sample>> steps, String id, Function<DeviceSample, @Nullable Double> value) {
    return means(
        steps,
        sample -> {
          DeviceSample device = sample.devices().get(id);
          return device == null ? null : value.apply(device);
        });
  }

  private static JsonArray means(
      List<List<Sample>> steps, Function<Sample, @Nullable Double> value) {
    List<@Nullable Double> means = new ArrayList<>();
    for (List<Sample> step : steps) {
      double sum = 0;
      int count = 0;
      for (Sample sample : step) {
        Double one = value.apply(sample);
        if (one != null) {
          sum += one;
          count++;
        }
      }
      means.add(count == 0 ? null : Math.round(sum / count * 1000) / 1000.0);
    }
    return JsonFields.list(means);
  }
}
