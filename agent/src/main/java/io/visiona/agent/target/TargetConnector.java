package io.visiona.agent.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSocket;

/** Connects to a target by whichever of its addresses answers first, in their order. */
final class TargetConnector {
  /** For all addresses together. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private TargetConnector() {}

  static TargetConnection connect(TargetAddress target) throws IOException {
    Path path = target.socket();
    if (path != null) {
      return TargetConnection.of(SocketChannel.open(UnixDomainSocketAddress.of(path)));
    }
    Socket socket = connect(addresses(target.host()), target.port());
    if (!target.tls()) {
      return TargetConnection.of(socket);
    }
    boolean secured = false;
    try {
      SSLSocket tls = TargetTls.over(socket, target);
      secured = true;
      return TargetConnection.of(tls);
    } finally {
      if (!secured) {
        socket.close();
      }
    }
  }

  /** {@code localhost} is both loopbacks (RFC 6761 §6.3), whatever the hosts file says. */
  static List<InetAddress> addresses(String host) throws IOException {
    Set<InetAddress> addresses = new LinkedHashSet<>(List.of(InetAddress.getAllByName(host)));
    if ("localhost".equalsIgnoreCase(host)) {
      addresses.add(InetAddress.ofLiteral("127.0.0.1"));
      addresses.add(InetAddress.ofLiteral("::1"));
    }
    return List.copyOf(addresses);
  }

  static Socket connect(List<InetAddress> addresses, int port) throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    List<IOException> failures = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      long left = (deadline - System.nanoTime()) / (addresses.size() - i) / 1_000_000;
      try {
        return connect(new InetSocketAddress(addresses.get(i), port), Math.max(1, left));
      } catch (IOException e) {
        failures.add(e);
      }
    }
    IOException first =
        failures.isEmpty() ? new IOException("the host has no address") : failures.getFirst();
    failures.stream().skip(1).forEach(first::addSuppressed);
    throw first;
  }

  private static Socket connect(InetSocketAddress address, long millis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address, Math.toIntExact(millis));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
