package io.visiona.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /**
   * Whether some process of the machine still holds the server's end of a connection of the
   * loopback address. What it sent last may be on its way for longer, which is the kernel's affair.
   */
  public static boolean isHeld(int serverPort, int clientPort) throws IOException {
    return held(serverPort).contains(clientPort);
  }

  /** The clients' ports of all such connections to a port. */
  public static Set<Integer> held(int serverPort) throws IOException {
    Set<Integer> clients = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.strip().split("\\s+", -1);
        // Local and remote address, state, queues, timer, retransmissions, user, time-out, inode.
        if (columns[1].endsWith(":%04X".formatted(serverPort)) && !columns[9].equals("0")) {
          clients.add(Integer.parseInt(columns[2].substring(columns[2].indexOf(':') + 1), 16));
        }
      }
    }
    return clients;
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }
}
