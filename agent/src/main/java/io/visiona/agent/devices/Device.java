package io.visiona.agent.devices;

import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.FoundDevice;
import io.visiona.agent.driver.OpenDevice;
import io.visiona.agent.driver.Telemetry;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One device and the state it is in. Its lock is held for moments only, and nobody is told anything
 * while it is held. Thread-safe.
 */
public final class Device {
  /** Where a device is between being found and being lost. */
  public enum State {
    DISCONNECTED,
    CONNECTING,
    READY,
    RUNNING,
    FLASHING,
    FAULTED,
    REMOVED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a device can be busy with. */
  public enum Use {
    INFERENCE,
    FLASH,
    CLUSTER;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Clock clock;
  private final Consumer<Device> changed;
  private FoundDevice found;
  private String name;
  private State state = State.DISCONNECTED;
  private Instant since;
  private @Nullable Use busyWith;
  private @Nullable OpenDevice open;
  private @Nullable InstalledModel model;
  private @Nullable DeviceFault fault;
  private @Nullable String clusterId;
  private volatile Supplier<@Nullable JsonObject> inference = () -> null;
  private volatile Supplier<@Nullable JsonObject> flash = () -> null;

  Device(FoundDevice found, String name, Clock clock, Consumer<Device> changed) {
    this.found = found;
    this.name = name;
    this.clock = clock;
    this.since = clock.instant();
    this.changed = changed;
  }

  public synchronized DeviceId id() {
    return found.id();
  }

  public synchronized String chip() {
    return found.chip();
  }

  synchronized String serial() {
    return found.serial();
  }

  public synchronized State state() {
    return state;
  }

  synchronized Instant since() {
    return since;
  }

  public synchronized @Nullable InstalledModel model() {
    return model;
  }

  public synchronized @Nullable String clusterId() {
    return clusterId;
  }

  public synchronized @Nullable Use busyWith() {
    return busyWith;
  }

  /** Where the object of its inference session comes from. */
  public void showInference(Supplier<@Nullable JsonObject> json) {
    inference = json;
  }

  /** Where the object of its last flash comes from. */
  public void showFlash(Supplier<@Nullable JsonObject> json) {
    flash = json;
  }

  void rename(String to) {
    synchronized (this) {
      name = to;
    }
    changed.accept(this);
  }

  /** Joins or leaves a cluster. */
  public void join(@Nullable String cluster) {
    synchronized (this) {
      clusterId = cluster;
    }
    changed.accept(this);
  }

  private void enter(State next) {
    if (state != next) {
      state = next;
      since = clock.instant();
    }
    notifyAll();
  }

  /** Begins to connect; false when there is nothing to do any more. */
  boolean beginConnecting() throws AgentException, InterruptedException {
    OpenDevice old;
    synchronized (this) {
      while (state == State.CONNECTING) {
        wait();
      }
      switch (state) {
        case READY, RUNNING -> {
          return false;
        }
        case FLASHING -> throw busy();
        case REMOVED, DISCONNECTED, FAULTED, CONNECTING -> refuseUnconnectable();
      }
      old = open;
      open = null;
      busyWith = null;
      enter(State.CONNECTING);
    }
    if (old != null) {
      old.close();
    }
    changed.accept(this);
    return true;
  }

  private void refuseUnconnectable() throws AgentException {
    if (state == State.REMOVED || !found.connectable()) {
      throw new AgentException(
          AgentErrorCode.DEVICE_NOT_CONNECTABLE,
          "The device cannot be connected now.",
          Map.of("state", state.text()));
    }
  }

  /** Connecting worked. */
  void connected(OpenDevice device, @Nullable InstalledModel holds) {
    boolean wanted;
    synchronized (this) {
      wanted = state == State.CONNECTING;
      if (wanted) {
        open = device;
        model = holds;
        fault = null;
        enter(State.READY);
      }
    }
    if (wanted) {
      changed.accept(this);
    } else {
      device.close();
    }
  }

  /** Disconnects; what used it has been stopped before. */
  void disconnect() {
    OpenDevice old;
    synchronized (this) {
      old = open;
      open = null;
      busyWith = null;
      if (state != State.REMOVED) {
        fault = null;
        enter(State.DISCONNECTED);
      }
    }
    if (old != null) {
      old.close();
    }
    changed.accept(this);
  }

  /** The driver failed: whatever used it ends. */
  public void fail(DriverException why) {
    synchronized (this) {
      if (state == State.REMOVED) {
        return;
      }
      fault = new DeviceFault(why, clock.instant());
      busyWith = null;
      enter(State.FAULTED);
    }
    changed.accept(this);
  }

  void removed() {
    OpenDevice old;
    synchronized (this) {
      old = open;
      open = null;
      busyWith = null;
      enter(State.REMOVED);
    }
    if (old != null) {
      old.close();
    }
    changed.accept(this);
  }

  /** It is plugged in, maybe again and elsewhere. Whether that is news. */
  boolean seen(FoundDevice now) {
    boolean back;
    synchronized (this) {
      back = state == State.REMOVED;
      found = now;
      if (back) {
        fault = null;
        model = null;
        enter(State.DISCONNECTED);
      }
    }
    if (back) {
      changed.accept(this);
    }
    return back;
  }

  /**
   * Takes a ready device for a use; {@link #end} gives it back.
   *
   * @throws AgentException {@code device_busy} or {@code device_not_ready}
   */
  public OpenDevice begin(Use use) throws AgentException {
    OpenDevice taken;
    synchronized (this) {
      if (busyWith != null || state == State.FLASHING) {
        throw busy();
      }
      taken = open;
      if (state != State.READY || taken == null) {
        throw new AgentException(
            AgentErrorCode.DEVICE_NOT_READY,
            "The device is not ready.",
            Map.of("state", state.text()));
      }
      busyWith = use;
      enter(use == Use.FLASH ? State.FLASHING : State.RUNNING);
    }
    changed.accept(this);
    return taken;
  }

  /** Gives it back, if it is still in that use. */
  public void end(Use use) {
    synchronized (this) {
      if (busyWith != use) {
        return;
      }
      busyWith = null;
      if (state == State.RUNNING || state == State.FLASHING || state == State.CONNECTING) {
        enter(State.READY);
      }
    }
    changed.accept(this);
  }

  /** A flash has the device restart, or is done with that. */
  public void restarting() {
    synchronized (this) {
      if (state != State.FLASHING) {
        return;
      }
      enter(State.CONNECTING);
    }
    changed.accept(this);
  }

  /** What the device holds since a flash; null when nothing. */
  public void holds(@Nullable InstalledModel now) {
    synchronized (this) {
      model = now;
    }
    changed.accept(this);
  }

  private AgentException busy() {
    Use use = busyWith;
    String with = use == null ? Use.FLASH.text() : use.text();
    return new AgentException(
        AgentErrorCode.DEVICE_BUSY,
        "The device is busy (" + with + ").",
        Map.of("busy_with", with));
  }

  /** What its sensors say; null when it is not connected. */
  public @Nullable Telemetry telemetry() {
    OpenDevice device;
    synchronized (this) {
      device = open;
    }
    return device == null ? null : device.telemetry();
  }

  public JsonObject json() {
    JsonObject running = inference.get();
    JsonObject flashing = flash.get();
    Telemetry telemetry = telemetry();
    OpenDevice device;
    synchronized (this) {
      device = open;
    }
    String firmware = device == null ? null : device.facts().firmware();
    synchronized (this) {
      return JsonFields.fields()
          .put("id", found.id().value())
          .put("name", name)
          .put("kind", "accelerator")
          .put("chip", found.chip())
          .put("product_id", found.productId())
          .put("serial", found.serial())
          .put("port", found.port())
          .put("link_speed", found.linkSpeed().text())
          .put("firmware", firmware == null ? found.firmware() : firmware)
          .put("connectable", found.connectable())
          .put("state", state.text())
          .put("state_since", since)
          .put("busy_with", busyWith == null ? null : busyWith.text())
          .put("model", model == null ? null : model.json())
          .put("inference", running)
          .put("flash", flashing)
          .put("cluster_id", clusterId)
          .put("telemetry", telemetry == null ? null : json(telemetry))
          .put("fault", fault == null ? null : fault.json())
          .object();
    }
  }

  private static JsonObject json(Telemetry telemetry) {
    return JsonFields.fields()
        .put("at", telemetry.at())
        .put("temperature_c", telemetry.temperatureC())
        .put("utilization", telemetry.utilization())
        .object();
  }
}
