package io.visiona.agent.metrics;

import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be said of the machine; what it does not tell is null. */
public final class HostFacts {
  private HostFacts() {}

  public static JsonObject json() {
    return JsonFields.fields()
        .put("hostname", hostName())
        .put("os", word("os.name"))
        .put("os_version", osVersion())
        .put("arch", word("os.arch"))
        .put("cpu_model", line("/proc/cpuinfo", "model name"))
        .put("cpu_count", Runtime.getRuntime().availableProcessors())
        .put("memory_bytes", memoryBytes())
        .put("boot_at", bootAt())
        .put("time_zone", ZoneId.systemDefault().getId())
        .object();
  }

  private static @Nullable String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static String word(String property) {
    return System.getProperty(property, "unknown").toLowerCase(Locale.ROOT);
  }

  private static @Nullable String osVersion() {
    for (String text : lines("/etc/os-release")) {
      if (text.startsWith("PRETTY_NAME=")) {
        return text.substring("PRETTY_NAME=".length()).replace("\"", "");
      }
    }
    return System.getProperty("os.version");
  }

  /** Bytes of memory the machine has; null when it cannot be asked. */
  static @Nullable Long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? (Long) system.getTotalMemorySize()
        : null;
  }

  private static @Nullable Instant bootAt() {
    for (String text : lines("/proc/stat")) {
      if (text.startsWith("btime ")) {
        return Instant.ofEpochSecond(Long.parseLong(text.substring("btime ".length()).strip()));
      }
    }
    return null;
  }

  private static @Nullable String line(String file, String name) {
    Optional<String> found = lines(file).stream().filter(text -> text.startsWith(name)).findFirst();
    return found.map(text -> text.substring(text.indexOf(':') + 1).strip()).orElse(null);
  }

  /** The lines of a file of the system; none where there is no such file. */
  static List<String> lines(String file) {
    try {
      Path path = Path.of(file);
      return Files.isReadable(path) ? Files.readAllLines(path) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
