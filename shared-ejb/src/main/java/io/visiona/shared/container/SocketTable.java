package io.visiona.shared.container;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The operating system's view of TCP connections, from {@code /proc/net/tcp} (Linux, proc(5)). It
 * is the only way to learn, without reading or writing, that a client has gone: Liberty does not
 * read a connection while its request is being answered.
 */
public final class SocketTable {
  private static final List<Path> FILES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
  private static final int ESTABLISHED = 1;

  private SocketTable() {}

  /** Whether this operating system tells. */
  public static boolean isAvailable() {
    return Files.isReadable(FILES.getFirst());
  }

  /**
   * Every connection by {@link #key}, and whether its peer can still be sending: false once the
   * peer has closed.
   */
  public static Map<String, Boolean> read() throws IOException {
    Map<String, Boolean> open = new HashMap<>();
    for (Path file : FILES) {
      if (Files.isReadable(file)) {
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
          add(line, open);
        }
      }
    }
    return open;
  }

  private static void add(String line, Map<String, Boolean> open) {
    String[] columns = line.strip().split(" +", 5);
    if (columns.length < 5 || columns[2].indexOf(':') < 0) {
      return;
    }
    String local = columns[1].substring(columns[1].indexOf(':') + 1);
    open.put(columns[2] + "/" + local, Integer.parseInt(columns[3], 16) == ESTABLISHED);
  }

  /**
   * The key of a connection: remote address and port, local port. IPv4 addresses have a second
   * spelling, see {@link #mapped}.
   */
  public static String key(InetAddress remote, int remotePort, int localPort) {
    return key(words(remote.getAddress()), remotePort, localPort);
  }

  /** The key when an IPv4 peer is served by an IPv6 socket. */
  public static String mapped(InetAddress remote, int remotePort, int localPort) {
    return key("0000000000000000FFFF0000" + words(remote.getAddress()), remotePort, localPort);
  }

  private static String key(String address, int remotePort, int localPort) {
    return String.format(Locale.ROOT, "%s:%04X/%04X", address, remotePort, localPort);
  }

  /** The kernel prints 32-bit words in the machine's byte order. */
  private static String words(byte[] address) {
    StringBuilder hex = new StringBuilder(32);
    boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
    for (int word = 0; word < address.length; word += 4) {
      for (int i = 0; i < 4; i++) {
        hex.append(String.format(Locale.ROOT, "%02X", address[word + (little ? 3 - i : i)]));
      }
    }
    return hex.toString();
  }
}
