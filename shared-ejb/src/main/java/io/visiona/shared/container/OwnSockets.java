package io.visiona.shared.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What this process itself listens on, from {@code /proc} (Linux, proc(5)). */
final class OwnSockets {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
  private static final String LISTENING = "0A";
  private static final String SOCKET = "socket:[";

  private OwnSockets() {}

  /**
   * Whether a port is this process's own; true as well where the operating system does not tell.
   */
  static boolean mayListenOn(int port) {
    try {
      Set<String> own = inodes();
      String suffix = String.format(Locale.ROOT, ":%04X", port);
      for (Path table : TABLES) {
        if (Files.isReadable(table)) {
          for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
            String[] cells = line.strip().split(" +", 11);
            if (cells.length > 9
                && cells[1].endsWith(suffix)
                && cells[3].equals(LISTENING)
                && own.contains(cells[9])) {
              return true;
            }
          }
        }
      }
      return false;
    } catch (IOException untold) {
      return true;
    }
  }

  private static Set<String> inodes() throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      for (Path descriptor : all.toList()) {
        String target = target(descriptor);
        if (target.startsWith(SOCKET)) {
          inodes.add(target.substring(SOCKET.length(), target.length() - 1));
        }
      }
    }
    return inodes;
  }

  /** Empty for one that was closed since it was listed. */
  private static String target(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException closed) {
      return "";
    }
  }
}
