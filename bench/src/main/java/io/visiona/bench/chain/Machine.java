package io.visiona.bench.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Describes where a run took place, without naming it. */
final class Machine {
  private Machine() {}

  static String describe(Plan plan) throws IOException {
    return describe()
        + " "
        + plan.rounds()
        + " rounds of "
        + plan.span().toSeconds()
        + " s, chains in turn, medians.";
  }

  /** Without how often something was measured. */
  static String describe() throws IOException {
    return LocalDate.now(ZoneOffset.UTC)
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores ("
        + value("/proc/cpuinfo", "model name")
        + "), memory "
        + value("/proc/meminfo", "MemTotal")
        + ", "
        + System.getProperty("java.vendor.version", "JDK")
        + " "
        + Runtime.version()
        + ", Linux "
        + System.getProperty("os.version")
        + ". Everything on one machine over loopback, load generator included.";
  }

  private static String value(String file, String key) throws IOException {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
