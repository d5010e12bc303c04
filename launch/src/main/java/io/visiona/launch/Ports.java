package io.visiona.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports of one installation, all on loopback.
 *
 * @param api what browsers use
 * @param apiInternal the API's port for the relay
 * @param tunnel what agents dial
 * @param relayInternal the relay's port for the API
 * @param standins the development Member Center
 */
public record Ports(int api, int apiInternal, int tunnel, int relayInternal, int standins) {

  /** The documented ones. */
  public static Ports defaults() {
    return new Ports(3721, 3722, 3800, 3801, 3710);
  }

  /** Five ports that are free now; another process may still take one before they are used. */
  public static Ports free() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      int[] ports = held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
      return new Ports(ports[0], ports[1], ports[2], ports[3], ports[4]);
    } catch (IOException none) {
      throw new UncheckedIOException("No free port on loopback", none);
    } finally {
      held.forEach(Ports::close);
    }
  }

  /** Those of these ports that something already listens on. */
  public List<Integer> taken() {
    List<Integer> taken = new ArrayList<>();
    for (int port : new int[] {api, apiInternal, tunnel, relayInternal, standins}) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException inUse) {
        taken.add(port);
      }
    }
    return taken;
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
