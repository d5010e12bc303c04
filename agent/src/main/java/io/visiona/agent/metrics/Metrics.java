package io.visiona.agent.metrics;

import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.driver.Telemetry;
import io.visiona.agent.inference.DeviceStats;
import io.visiona.agent.inference.InferenceService;
import io.visiona.agent.json.JsonFields;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogSource;
import io.visiona.agent.metrics.Sample.DeviceSample;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Figures of machine, tunnel and devices, sampled every second. Thread-safe. */
public final class Metrics implements AutoCloseable {
  /** So many dropped frames in a second are worth a line. */
  private static final int BURST = 5;

  private final Devices devices;
  private final InferenceService inference;
  private final TunnelStats tunnel;
  private final LogBook log;
  private final Clock clock;
  private final Map<String, Long> droppedBefore = new HashMap<>();
  private final Set<String> dropping = new HashSet<>();
  private final HostSensors sensors;
  private final History history = new History();
  private final Thread sampler;
  private volatile JsonObject network;
  private volatile List<JsonObject> disks;
  private volatile @Nullable Long memoryUsed;
  private volatile @Nullable Double load;

  public Metrics(
      Devices devices,
      InferenceService inference,
      TunnelStats tunnel,
      LogBook log,
      Path folder,
      Clock clock) {
    this.devices = devices;
    this.inference = inference;
    this.tunnel = tunnel;
    this.log = log;
    this.clock = clock;
    this.sensors = new HostSensors(folder.toAbsolutePath());
    this.network = sensors.network(System.nanoTime());
    this.disks = sensors.disks();
    this.sampler = Thread.ofVirtual().name("metrics").unstarted(this::run);
  }

  public void start() {
    sampler.start();
  }

  private void run() {
    try {
      while (true) {
        sample();
        Thread.sleep(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sample() {
    JsonObject rates = sensors.network(System.nanoTime());
    network = rates;
    disks = sensors.disks();
    load = sensors.load();
    Long used = sensors.memoryUsed();
    memoryUsed = used;
    Long total = HostFacts.memoryBytes();
    Double memory = used == null || total == null ? null : (double) used / total;
    Map<String, DeviceSample> samples = new LinkedHashMap<>();
    long now = System.nanoTime();
    for (Device device : devices.all()) {
      Telemetry telemetry = device.telemetry();
      if (telemetry != null) {
        DeviceStats stats = inference.stats(device.id());
        double fps = stats.latencies().perSecond(now);
        tell(device.id().value(), stats, fps);
        samples.put(
            device.id().value(),
            new DeviceSample(
                fps,
                fps == 0 ? null : stats.latencies().median(),
                telemetry.temperatureC(),
                telemetry.utilization()));
      }
    }
    history.add(
        new Sample(
            clock.instant(),
            sensors.cpu(),
            memory,
            sensors.temperature(),
            rate(rates, "received_bytes_per_s"),
            rate(rates, "sent_bytes_per_s"),
            samples));
  }

  private static @Nullable Double rate(JsonObject rates, String name) {
    return rates.isNull(name) ? null : rates.getJsonNumber(name).doubleValue();
  }

  /**
   * A debug line a second while a device works, and one line when it begins to drop many frames.
   */
  private void tell(String device, DeviceStats stats, double fps) {
    long dropped = stats.framesDropped();
    Long before = droppedBefore.put(device, dropped);
    long lately = before == null ? 0 : dropped - before;
    if (fps > 0) {
      log.debug(
          LogSource.INFERENCE,
          "working",
          Map.of("device_id", device, "fps", fps, "frames_dropped", lately));
    }
    if (lately < BURST) {
      dropping.remove(device);
    } else if (dropping.add(device)) {
      log.warn(
          LogSource.INFERENCE,
          "frames are dropped: they come faster than the device works",
          Map.of("device_id", device, "frames_dropped", lately));
    }
  }

  /**
   * The figures of now, and of the time before.
   *
   * @param windowSeconds 0 to 3600; 0 for none of the time before
   * @param stepSeconds 1 to 60
   */
  public JsonObject json(int windowSeconds, int stepSeconds) {
    JsonFields fields = now();
    if (windowSeconds > 0) {
      fields.put("series", history.series(clock.instant(), windowSeconds, stepSeconds));
    } else {
      fields.put("series", JsonValue.NULL);
    }
    return fields.object();
  }

  private JsonFields now() {
    Sample last = history.last();
    return JsonFields.fields()
        .put("at", clock.instant())
        .put(
            "cpu",
            JsonFields.fields()
                .put("utilization", last == null ? null : last.cpu())
                .put("load_1m", load)
                .object())
        .put(
            "memory",
            JsonFields.fields()
                .put("used_bytes", memoryUsed)
                .put("total_bytes", HostFacts.memoryBytes())
                .object())
        .put("disks", disks)
        .put("temperature_c", last == null ? null : last.temperature())
        .put("network", network)
        .put("tunnel", tunnel.json())
        .put("devices", devices.all().stream().map(this::json).toList());
  }

  private JsonObject json(Device device) {
    DeviceStats stats = inference.stats(device.id());
    Telemetry telemetry = device.telemetry();
    return JsonFields.fields()
        .put("device_id", device.id().value())
        .put("utilization", telemetry == null ? null : telemetry.utilization())
        .put("temperature_c", telemetry == null ? null : telemetry.temperatureC())
        .put("fps", stats.latencies().perSecond(System.nanoTime()))
        .put("latency_ms", stats.latencies().json())
        .put("frames_done", stats.framesDone())
        .put("frames_dropped", stats.framesDropped())
        .put("errors", stats.errors())
        .object();
  }

  @Override
  public void close() {
    sampler.interrupt();
  }
}
