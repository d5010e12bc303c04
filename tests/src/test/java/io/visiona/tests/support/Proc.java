package io.visiona.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux tells of a process. */
public final class Proc {
  private final Path folder;

  public Proc(long pid) {
    this.folder = Path.of("/proc", Long.toString(pid));
  }

  /** Resident set in bytes. */
  public long residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("status"))) {
      String line = lines.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
  }

  /** Open file descriptors. */
  public long descriptors() throws IOException {
    return count(folder.resolve("fd"));
  }

  /** Platform threads. */
  public long threads() throws IOException {
    return count(folder.resolve("task"));
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }
}
