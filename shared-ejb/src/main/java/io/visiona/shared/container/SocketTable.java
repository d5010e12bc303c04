package io.visiona.shared.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
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
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

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
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            add(line, open);
          }
        }
      }
    }
    return open;
  }

  /** {@code sl: local rem st …}; there may be tens of thousands, once a second. */
  private static void add(String line, Map<String, Boolean> open) {
    int local = line.indexOf(':') + 2;
    int localPort = line.indexOf(':', local) + 1;
    int localEnd = line.indexOf(' ', localPort);
    int remoteEnd = line.indexOf(' ', localEnd + 1);
    int stateEnd = line.indexOf(' ', remoteEnd + 1);
    if (local < 2 || localPort < 1 || localEnd < 0 || remoteEnd < 0 || stateEnd < 0) {
      return;
    }
    open.put(
        line.substring(localEnd + 1, remoteEnd) + "/" + line.substring(localPort, localEnd),
        Integer.parseInt(line, remoteEnd + 1, stateEnd, 16) == ESTABLISHED);
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
    return address
        + ':'
        + HEX.toHexDigits((short) remotePort)
        + '/'
        + HEX.toHexDigits((short) localPort);
  }

  /** The kernel prints 32-bit words in the machine's byte order. */
  private static String words(byte[] address) {
    StringBuilder hex = new StringBuilder(32);
    boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
    for (int word = 0; word < address.length; word += 4) {
      for (int i = 0; i < 4; i++) {
        hex.append(HEX.toHexDigits(address[word + (little ? 3 - i : i)]));
      }
    }
    return hex.toString();
  }
}
