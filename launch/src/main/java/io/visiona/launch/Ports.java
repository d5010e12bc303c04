package io.visiona.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

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
  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 1_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  /** The documented ones. */
  public static Ports defaults() {
    return new Ports(3721, 3722, 3723, 3724, 3800, 3801, 3802, 3803, 3710, 8100);
  }

  /** Ports that are free now, each as of {@link #freePort()}. */
  public static Ports free() {
    int[] ports = IntStream.generate(Ports::freePort).limit(COUNT).toArray();
    return new Ports(
        ports[0], ports[1], ports[2], ports[3], ports[4], ports[5], ports[6], ports[7], ports[8],
        ports[9]);
  }

  /**
   * A port of the loopback address that is free now, and that this process has not given out
   * before. It lies below those that systems take for outgoing connections: one of them would be
   * taken by any connection that happens to be made before a server gets to use it.
   */
  public static int freePort() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (GIVEN.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("No free port on loopback");
  }

  /** Those ports of an all-in-one server that something already listens on. */
  public List<Integer> taken() {
    List<Integer> taken = new ArrayList<>();
    for (int port :
        new int[] {api, apiInternal, operations, admin, tunnel, relayInternal, standins, gateway}) {
      if (!isFree(port)) {
        taken.add(port);
      }
    }
    return taken;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
