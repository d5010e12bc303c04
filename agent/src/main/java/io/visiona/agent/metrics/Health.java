package io.visiona.agent.metrics;

import io.visiona.agent.cameras.Camera;
import io.visiona.agent.cameras.Cameras;
import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.events.AgentEvents;
import io.visiona.agent.faults.AgentFaults;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether what the agent needs is there; told to everybody when it changes. Thread-safe. */
public final class Health implements AutoCloseable {
  private static final long SPARE_BYTES = 64L << 20;
  private static final double HOT_C = 85;
  private static final Duration SKEWED = Duration.ofSeconds(5);
  private static final Duration PACE = Duration.ofSeconds(2);

  private enum Status {
    OK,
    DEGRADED,
    FAILING
  }

  private record Check(
      Status status, Instant since, @Nullable String code, @Nullable String message) {}

  private final Devices devices;
  private final Cameras cameras;
  private final AgentEvents events;
  private final AgentFaults faults;
  private final BooleanSupplier fileServer;
  private final Path folder;
  private final Clock clock;
  private final long began = System.nanoTime();
  private final Map<String, Check> checks = new LinkedHashMap<>();
  private final Thread watch;

  /**
   * The checks.
   *
   * @param fileServer whether the last download worked
   */
  public Health(
      Devices devices,
      Cameras cameras,
      AgentEvents events,
      AgentFaults faults,
      BooleanSupplier fileServer,
      Path folder,
      Clock clock) {
    this.devices = devices;
    this.cameras = cameras;
    this.events = events;
    this.faults = faults;
    this.fileServer = fileServer;
    this.folder = folder;
    this.clock = clock;
    this.watch = Thread.ofVirtual().name("health").unstarted(this::run);
    check();
  }

  public void start() {
    watch.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PACE);
        if (check()) {
          events.publish("health", json());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at everything; whether something changed. */
  private boolean check() {
    boolean changed = driver();
    changed |= cameras();
    changed |= disk();
    changed |= temperature();
    changed |= set("clock", clockStatus(), "clock_skew", "The machine's clock is wrong.");
    Status files = fileServer.getAsBoolean() ? Status.OK : Status.DEGRADED;
    return set("file_server", files, "download_failed", "The last download failed.") || changed;
  }

  private Status clockStatus() {
    Duration off = Duration.between(Clock.systemUTC().instant(), clock.instant()).abs();
    return off.compareTo(SKEWED) > 0 ? Status.DEGRADED : Status.OK;
  }

  private boolean driver() {
    List<Device> all = devices.all();
    boolean faulted = all.stream().anyMatch(device -> device.state() == Device.State.FAULTED);
    return set(
        "driver",
        faulted ? Status.DEGRADED : Status.OK,
        "device_faulted",
        "A device does not work.");
  }

  private boolean cameras() {
    boolean faulted =
        cameras.all().stream().anyMatch(camera -> camera.state() == Camera.State.FAULTED);
    return set(
        "cameras",
        faulted ? Status.DEGRADED : Status.OK,
        "camera_faulted",
        "A camera gives no picture.");
  }

  private boolean disk() {
    Status status = Status.OK;
    try {
      if (faults.isOn("disk_full") || Files.getFileStore(folder).getUsableSpace() < SPARE_BYTES) {
        status = Status.FAILING;
      }
    } catch (IOException e) {
      status = Status.FAILING;
    }
    return set("disk", status, "agent_disk_full", "The disk is full.");
  }

  private boolean temperature() {
    Double celsius = new HostSensors(folder).temperature();
    boolean hot = celsius != null && celsius > HOT_C;
    return set(
        "temperature", hot ? Status.DEGRADED : Status.OK, "too_hot", "The machine is too hot.");
  }

  private boolean set(String name, Status status, @Nullable String code, @Nullable String message) {
    boolean ok = status == Status.OK;
    synchronized (checks) {
      Check before = checks.get(name);
      if (before != null && before.status == status) {
        return false;
      }
      checks.put(name, new Check(status, clock.instant(), ok ? null : code, ok ? null : message));
      return true;
    }
  }

  public JsonObject json() {
    Status worst = Status.OK;
    List<JsonObject> list = new ArrayList<>();
    synchronized (checks) {
      for (Map.Entry<String, Check> entry : checks.entrySet()) {
        Check check = entry.getValue();
        worst = check.status.compareTo(worst) > 0 ? check.status : worst;
        list.add(
            JsonFields.fields()
                .put("name", entry.getKey())
                .put("status", text(check.status))
                .put("since", check.since)
                .put("code", check.code)
                .put("message", check.message)
                .object());
      }
    }
    return JsonFields.fields()
        .put("status", text(worst))
        .put("uptime_s", Math.round((System.nanoTime() - began) / 1e8) / 10.0)
        .put("checks", list)
        .object();
  }

  private static String text(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
