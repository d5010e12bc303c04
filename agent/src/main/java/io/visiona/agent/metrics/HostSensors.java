package io.visiona.agent.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The machine's own figures, as the system tells them. Used by one thread. */
final class HostSensors {
  private final @Nullable OperatingSystemMXBean system =
      ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
          ? bean
          : null;
  private final Path folder;
  private long networkAt;
  private long received;
  private long sent;

  HostSensors(Path folder) {
    this.folder = folder;
  }

  /** 0 to 1; null when unknown. */
  @Nullable Double cpu() {
    double load = system == null ? -1 : system.getCpuLoad();
    return load < 0 ? null : Math.round(load * 1000) / 1000.0;
  }

  @Nullable Double load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? null : load;
  }

  @Nullable Long memoryUsed() {
    // What the system would give up at once is not used: the free memory alone says little.
    Long available = meminfo("MemAvailable:");
    Long total = HostFacts.memoryBytes();
    if (total == null) {
      return null;
    }
    if (available != null) {
      return total - available;
    }
    return system == null ? null : total - system.getFreeMemorySize();
  }

  private static @Nullable Long meminfo(String name) {
    for (String line : HostFacts.lines("/proc/meminfo")) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return null;
  }

  /** The warmest sensor of the machine; null without one. */
  @Nullable Double temperature() {
    Double warmest = null;
    Path zones = Path.of("/sys/class/thermal");
    if (!Files.isDirectory(zones)) {
      return null;
    }
    try (var files = Files.newDirectoryStream(zones, "thermal_zone*")) {
      for (Path zone : files) {
        Double value = celsius(zone.resolve("temp"));
        if (value != null && (warmest == null || value > warmest)) {
          warmest = value;
        }
      }
    } catch (IOException e) {
      return null;
    }
    return warmest;
  }

  private static @Nullable Double celsius(Path file) {
    for (String line : HostFacts.lines(file.toString())) {
      try {
        return Long.parseLong(line.strip()) / 1000.0;
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return null;
  }

  /** The disks that the agent's folder and the system are on. */
  List<JsonObject> disks() {
    Map<String, JsonObject> disks = new LinkedHashMap<>();
    for (Path path : new TreeSet<>(List.of(Path.of("/").toAbsolutePath(), folder))) {
      try {
        FileStore store = Files.getFileStore(path);
        long total = store.getTotalSpace();
        disks.putIfAbsent(
            store.name(),
            JsonFields.fields()
                .put("mount", path.toString())
                .put("used_bytes", total - store.getUsableSpace())
                .put("total_bytes", total)
                .object());
      } catch (IOException e) {
        System.getLogger(HostSensors.class.getName())
            .log(System.Logger.Level.DEBUG, "a disk cannot be asked: {0}", e.getMessage());
      }
    }
    return new ArrayList<>(disks.values());
  }

  /** Bytes a second since the last call; null the first time, or where they are not counted. */
  JsonObject network(long now) {
    long in = 0;
    long out = 0;
    boolean counted = false;
    for (String line : HostFacts.lines("/proc/net/dev")) {
      int colon = line.indexOf(':');
      if (colon > 0 && !line.substring(0, colon).strip().equals("lo")) {
        List<String> numbers = List.of(line.substring(colon + 1).strip().split("\\s+", -1));
        in += Long.parseLong(numbers.get(0));
        out += Long.parseLong(numbers.get(8));
        counted = true;
      }
    }
    double seconds = (now - networkAt) / 1e9;
    boolean known = counted && networkAt != 0 && seconds > 0;
    JsonObject json =
        JsonFields.fields()
            .put("received_bytes_per_s", known ? Math.round((in - received) / seconds) : null)
            .put("sent_bytes_per_s", known ? Math.round((out - sent) / seconds) : null)
            .object();
    networkAt = now;
    received = in;
    sent = out;
    return json;
  }
}
