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
 * @param operations health and metrics of the API's server, or of the only one
 * @param admin its Admin Center, over TLS
 * @param tunnel what agents dial
 * @param relayInternal the relay's port for the API
 * @param relayOperations health and metrics of a relay's own server
 * @param relayAdmin its Admin Center, over TLS
 * @param standins the development Member Center
 * @param gateway the gateway and nothing else
 */
public record Ports(
    int api,
    int apiInternal,
    int operations,
    int admin,
    int tunnel,
    int relayInternal,
    int relayOperations,
    int relayAdmin,
    int standins,
    int gateway) {
  private static final int COUNT = 10;

  /** The documented ones. */
  public static Ports defaults() {
    return new Ports(3721, 3722, 3723, 3724, 3800, 3801, 3802, 3803, 3710, 8100);
  }

  /** Ports that are free now; another process may still take one before they are used. */
  public static Ports free() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < COUNT; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      int[] ports = held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
      return new Ports(
          ports[0], ports[1], ports[2], ports[3], ports[4], ports[5], ports[6], ports[7], ports[8], ports[9]);
    } catch (IOException none) {
      throw new UncheckedIOException("No free port on loopback", none);
    } finally {
      held.forEach(Ports::close);
    }
  }

  /** Those ports of an all-in-one server that something already listens on. */
  public List<Integer> taken() {
    List<Integer> taken = new ArrayList<>();
    for (int port : new int[] {api, apiInternal, operations, admin, tunnel, relayInternal, standins, gateway}) {
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
