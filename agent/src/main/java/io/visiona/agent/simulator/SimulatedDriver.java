package io.visiona.agent.simulator;

import io.visiona.agent.driver.DeviceChange;
import io.visiona.agent.driver.DeviceDriver;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.DriverInfo;
import io.visiona.agent.driver.FaultInjection;
import io.visiona.agent.driver.FoundDevice;
import io.visiona.agent.driver.LinkSpeed;
import io.visiona.agent.driver.OpenDevice;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Simulated devices on a simulated bus. */
final class SimulatedDriver implements DeviceDriver, FaultInjection {
  static final List<String> DEFAULT_DEVICES = List.of("kl520-00a1", "kl720-00b2");

  private static final Set<String> FAULTS =
      Set.of(
          "unplug",
          "replug",
          "usb_timeout",
          "inference_hang",
          "overheat",
          "camera_freeze",
          "camera_black",
          "camera_unplug",
          "flash_power_loss");
  private static final Pattern SPECIFICATION = Pattern.compile("(kl[0-9]{3})-([0-9a-z]{1,16})");
  private static final long SCAN_MS = 400;

  private final NavigableMap<DeviceId, FoundDevice> known = new TreeMap<>();
  private final Set<DeviceId> pluggedIn = ConcurrentHashMap.newKeySet();
  private final Map<DeviceId, Heat> heats = new ConcurrentHashMap<>();
  private final List<Consumer<DeviceChange>> watchers = new CopyOnWriteArrayList<>();
  private final Map<DeviceId, OpenDevice> open = new ConcurrentHashMap<>();
  private final Scene scene;
  private final Path folder;
  private final Clock clock;
  private final FaultSwitches faults;

  SimulatedDriver(
      List<String> devices, Scene scene, Path folder, Clock clock, FaultSwitches faults) {
    this.scene = scene;
    this.folder = folder;
    this.clock = clock;
    this.faults = faults;
    int port = 1;
    for (String device : devices.isEmpty() ? DEFAULT_DEVICES : devices) {
      FoundDevice found = device(device, port);
      port++;
      known.put(found.id(), found);
      pluggedIn.add(found.id());
      heats.put(found.id(), new Heat(System.nanoTime()));
    }
  }

  private static FoundDevice device(String text, int port) {
    Matcher parts = SPECIFICATION.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches() || !chips().contains(parts.group(1).toUpperCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "a simulated device is CHIP-SERIAL, such as kl720-00b2, with a chip of " + chips());
    }
    ChipSpeed chip = ChipSpeed.valueOf(parts.group(1).toUpperCase(Locale.ROOT));
    return new FoundDevice(
        new DeviceId(parts.group()),
        chip.name(),
        chip.productId(),
        parts.group(2).toUpperCase(Locale.ROOT),
        "1-" + port,
        chip == ChipSpeed.KL520 ? LinkSpeed.HIGH : LinkSpeed.SUPER,
        chip == ChipSpeed.KL520 ? null : "2.2.0",
        true);
  }

  private static List<String> chips() {
    return Arrays.stream(ChipSpeed.values()).map(Enum::name).toList();
  }

  @Override
  public DriverInfo info() {
    return new DriverInfo("simulated", "1", chips());
  }

  @Override
  public List<FoundDevice> scan(Duration limit) throws InterruptedException {
    Thread.sleep(Math.min(limit.toMillis(), SCAN_MS));
    List<FoundDevice> there = new ArrayList<>();
    known.forEach((id, device) -> {
      if (pluggedIn.contains(id)) {
        there.add(device);
      }
    });
    return there;
  }

  @Override
  public OpenDevice open(DeviceId id) throws DriverException, InterruptedException {
    FoundDevice found = known.get(id);
    if (found == null || !pluggedIn.contains(id)) {
      throw notThere();
    }
    ChipSpeed chip = ChipSpeed.valueOf(found.chip());
    TimeUnit.MILLISECONDS.sleep(chip.connectMs());
    if (!pluggedIn.contains(id)) {
      throw notThere();
    }
    Heat heat = heats.computeIfAbsent(id, _ -> new Heat(System.nanoTime()));
    if (heat.isOverheated(System.nanoTime())) {
      throw new DriverException(
          DriverException.Code.OVERHEATED, "SIM_OVERHEATED", "The device is too hot.", true);
    }
    SimulatedDevice device =
        new SimulatedDevice(
            id,
            chip,
            () -> pluggedIn.contains(id),
            new Sight(scene, id.value().hashCode()),
            new ModelMemory(folder.resolve(id + ".json")),
            faults,
            clock,
            heat);
    OpenDevice before = open.put(id, device);
    if (before != null) {
      before.close();
    }
    return device;
  }

  private static DriverException notThere() {
    return new DriverException(
        DriverException.Code.DEVICE_REMOVED,
        "KP_ERROR_DEVICE_NOT_EXIST_10",
        "The device is not there.",
        true);
  }

  @Override
  public void watch(Consumer<DeviceChange> changes) {
    watchers.add(changes);
  }

  private void tell(DeviceChange change) {
    watchers.forEach(watcher -> watcher.accept(change));
  }

  @Override
  public Set<String> names() {
    return FAULTS;
  }

  @Override
  public void inject(String name, @Nullable DeviceId device, Duration time) {
    if (!FAULTS.contains(name)) {
      throw new IllegalArgumentException("no such fault: " + name);
    }
    if (device != null && !known.containsKey(device)) {
      throw new IllegalArgumentException("no such device: " + device);
    }
    switch (name) {
      case "unplug" -> unplug(device == null ? known.lastKey() : device, time);
      case "replug" -> plug(device == null ? known.lastKey() : device);
      default -> faults.turnOn(name, device, time);
    }
  }

  private void unplug(DeviceId id, Duration time) {
    if (pluggedIn.remove(id)) {
      tell(new DeviceChange.Unplugged(id));
      if (time.isPositive()) {
        Thread.ofVirtual()
            .name("replug")
            .start(() -> {
              try {
                Thread.sleep(time);
                plug(id);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      }
    }
  }

  private void plug(DeviceId id) {
    FoundDevice device = known.get(id);
    if (device != null && pluggedIn.add(id)) {
      tell(new DeviceChange.Plugged(device));
    }
  }

  @Override
  public void close() {
    watchers.clear();
    open.values().forEach(OpenDevice::close);
    open.clear();
  }
}
