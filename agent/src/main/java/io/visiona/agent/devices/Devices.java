package io.visiona.agent.devices;

import io.visiona.agent.driver.DeviceChange;
import io.visiona.agent.driver.DeviceDriver;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.FoundDevice;
import io.visiona.agent.driver.LoadedModel;
import io.visiona.agent.driver.OpenDevice;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.events.AgentEvents;
import io.visiona.agent.json.JsonFields;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogSource;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** All devices of this machine. Thread-safe. */
public final class Devices {
  private static final Duration REMOVED_KEPT = Duration.ofMinutes(10);
  private static final String NAMES = "device_names";
  private static final String MODELS = "device_models";

  private final DeviceDriver driver;
  private final AgentEvents events;
  private final LogBook log;
  private final AgentMemory memory;
  private final Clock clock;
  private final NavigableMap<DeviceId, Device> devices = new ConcurrentSkipListMap<>();
  private final Map<DeviceId, Device.State> logged = new ConcurrentHashMap<>();
  private final List<DeviceUsers> users = new CopyOnWriteArrayList<>();
  private final SharedScan scans;
  private volatile @Nullable Instant scannedAt;

  public Devices(
      DeviceDriver driver, AgentEvents events, LogBook log, AgentMemory memory, Clock clock) {
    this.driver = driver;
    this.events = events;
    this.log = log;
    this.memory = memory;
    this.clock = clock;
    this.scans = new SharedScan(this::scanNow);
    driver.watch(this::driverTells);
  }

  public DeviceDriver driver() {
    return driver;
  }

  /** Tells these of devices that go. */
  public void addUsers(DeviceUsers more) {
    users.add(more);
  }

  /** All devices, also those that were unplugged within the last ten minutes. */
  public List<Device> all() {
    Instant oldest = clock.instant().minus(REMOVED_KEPT);
    for (Device device : List.copyOf(devices.values())) {
      if (device.state() == Device.State.REMOVED && device.since().isBefore(oldest)) {
        devices.remove(device.id());
        publish("removed", device);
      }
    }
    return List.copyOf(devices.values());
  }

  /** The device of this id. */
  public Device get(DeviceId id) throws AgentException {
    Device device = devices.get(id);
    if (device == null) {
      throw new AgentException(AgentErrorCode.DEVICE_NOT_FOUND, "There is no such device.");
    }
    return device;
  }

  public JsonObject list() {
    return JsonFields.fields()
        .put("items", all().stream().map(Device::json).toList())
        .none("next")
        .put("scanned_at", scannedAt)
        .object();
  }

  /** Looks what is plugged in; scans at the same time are one scan. */
  public JsonObject scan(Duration limit) throws AgentException, InterruptedException {
    SharedScan.Found found = scans.scan(limit);
    return JsonFields.fields()
        .put("items", all().stream().map(Device::json).toList())
        .put("added", found.added())
        .put("removed", found.removed())
        .put("took_ms", found.took().toMillis())
        .object();
  }

  private SharedScan.Found scanNow(Duration limit) throws AgentException, InterruptedException {
    long began = System.nanoTime();
    List<FoundDevice> there;
    try {
      there = driver.scan(limit);
    } catch (DriverException e) {
      log.error(LogSource.DRIVER, "the scan failed: " + e.getMessage(), Map.of());
      throw new AgentException(
          AgentErrorCode.DRIVER_UNAVAILABLE,
          "The driver cannot look for devices.",
          Map.of("driver_code", e.driverCode()));
    }
    List<String> added = new ArrayList<>();
    Set<DeviceId> ids = new HashSet<>();
    for (FoundDevice device : there) {
      ids.add(device.id());
      if (seen(device)) {
        added.add(device.id().value());
      }
    }
    List<String> removed = new ArrayList<>();
    for (Device device : devices.values()) {
      if (!ids.contains(device.id()) && device.state() != Device.State.REMOVED) {
        lost(device);
        removed.add(device.id().value());
      }
    }
    scannedAt = clock.instant();
    return new SharedScan.Found(added, removed, Duration.ofNanos(System.nanoTime() - began));
  }

  private boolean seen(FoundDevice found) {
    Device known = devices.get(found.id());
    if (known != null) {
      return known.seen(found);
    }
    String name = memory.recall(NAMES).getString(found.serial(), defaultName(found));
    Device fresh = new Device(found, name, clock, this::changed);
    if (devices.putIfAbsent(found.id(), fresh) == null) {
      log.info(LogSource.DRIVER, "device found", Map.of("device_id", found.id().value()));
      publish("added", fresh);
      return true;
    }
    return false;
  }

  private static String defaultName(FoundDevice found) {
    return found.chip() + " " + found.serial();
  }

  private void driverTells(DeviceChange change) {
    switch (change) {
      case DeviceChange.Plugged plugged -> seen(plugged.device());
      case DeviceChange.Unplugged unplugged -> {
        Device device = devices.get(unplugged.id());
        if (device != null) {
          lost(device);
        }
      }
      case DeviceChange.Failed failed -> {
        Device device = devices.get(failed.id());
        if (device != null) {
          fail(device, failed.why());
        }
      }
    }
  }

  private void lost(Device device) {
    log.warn(LogSource.DRIVER, "device removed", Map.of("device_id", device.id().value()));
    device.removed();
    users.forEach(user -> user.lost(device.id(), "device_removed"));
  }

  /** A driver's failure in the middle of something. */
  public void fail(Device device, DriverException why) {
    log.error(
        LogSource.DRIVER,
        why.getMessage(),
        Map.of(
            "device_id", device.id().value(),
            "code", why.code().text(),
            "driver_code", why.driverCode()));
    device.fail(why);
    users.forEach(user -> user.lost(device.id(), "device_fault"));
  }

  /** Gives a device a name, remembered by its serial number. */
  public Device rename(DeviceId id, String name) throws AgentException {
    Device device = get(id);
    memory.rememberOne(NAMES, device.serial(), JsonFields.value(name));
    device.rename(name);
    return device;
  }

  /** Connects; does nothing when it is connected. */
  public Device connect(DeviceId id) throws AgentException, InterruptedException {
    Device device = get(id);
    if (!device.beginConnecting()) {
      return device;
    }
    try {
      OpenDevice open = driver.open(id);
      LoadedModel loaded = open.facts().model();
      JsonValue note = memory.recall(MODELS).get(id.value());
      device.connected(
          open,
          loaded == null
              ? null
              : InstalledModel.of(loaded, note instanceof JsonObject object ? object : null));
    } catch (DriverException e) {
      fail(device, e);
      throw DeviceFault.refusal(e);
    } catch (InterruptedException e) {
      device.disconnect();
      throw e;
    }
    return device;
  }

  /**
   * Disconnects; does nothing when it is not connected.
   *
   * @param force ends what uses it; never a flash
   */
  public Device disconnect(DeviceId id, boolean force) throws AgentException {
    Device device = get(id);
    Device.Use use = device.busyWith();
    if (use != null && (!force || use == Device.Use.FLASH)) {
      throw new AgentException(
          AgentErrorCode.DEVICE_BUSY,
          "The device is busy (" + use.text() + ").",
          Map.of("busy_with", use.text()));
    }
    if (use != null) {
      users.forEach(user -> user.release(id));
    }
    device.disconnect();
    return device;
  }

  /** What a device holds since a flash; remembered. */
  public void holds(Device device, @Nullable InstalledModel model) {
    JsonValue note = model == null ? JsonValue.NULL : model.note();
    memory.rememberOne(MODELS, device.id().value(), note);
    device.holds(model);
  }

  private void changed(Device device) {
    Device.State now = device.state();
    if (logged.put(device.id(), now) != now) {
      log.info(
          LogSource.DRIVER, "device is " + now.text(), Map.of("device_id", device.id().value()));
    }
    publish("changed", device);
  }

  private void publish(String change, Device device) {
    events.publish(
        "device", JsonFields.fields().put("change", change).put("device", device.json()).object());
  }

  /** Disconnects everything. */
  public void close() {
    devices.values().forEach(Device::disconnect);
    driver.close();
  }
}
