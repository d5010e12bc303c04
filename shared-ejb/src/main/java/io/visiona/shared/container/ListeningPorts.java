package io.visiona.shared.container;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The ports that the server is about to open, tried while it starts. Open Liberty opens them when
 * its applications are there, tells of one that somebody else has, and goes on without it: a server
 * that runs and cannot be reached. What other containers listen on is theirs to know; nothing is
 * configured of it here, and nothing tried. Thread-safe.
 */
public final class ListeningPorts {
  private static final String BIND_HOST = "visiona.bind.host";

  /** The process before this one, or the other application of this server, may have it yet. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  private static final long BETWEEN_TRIES_MILLIS = 100;

  private static final Endpoint OPERATIONS =
      new Endpoint(
          "visiona.operations.host", "visiona.operations.port", List.of("visiona.operations.port"));
  private static final Endpoint ADMIN =
      new Endpoint("visiona.admin.host", "visiona.admin.port", List.of("visiona.admin.port"));

  private final Config config;
  private final Duration longestWait;
  private final IntPredicate own;
  private final List<Endpoint> endpoints;

  /**
   * An {@code httpEndpoint} of the server configuration.
   *
   * @param host the variable of the address it listens on
   * @param setting what an operator sets, and is told
   * @param ports the variables of its plain and its TLS port; -1 for none
   */
  private record Endpoint(String host, String setting, List<String> ports) {
    static Endpoint of(String setting, String plain, String tls) {
      return new Endpoint(BIND_HOST, setting, List.of(plain, tls));
    }
  }

  private ListeningPorts(
      Config config, Duration longestWait, IntPredicate own, List<Endpoint> endpoints) {
    this.config = config;
    this.longestWait = longestWait;
    this.own = own;
    this.endpoints = endpoints;
  }

  /** Those of a server with the API, and of what Liberty serves itself. */
  public static ListeningPorts ofApi(Config config) {
    return ofApi(config, LONGEST_WAIT, OwnSockets::mayListenOn);
  }

  static ListeningPorts ofApi(Config config, Duration longestWait, IntPredicate own) {
    return new ListeningPorts(
        config,
        longestWait,
        own,
        List.of(
            Endpoint.of("visiona.api.port", "visiona.api.http-port", "visiona.api.https-port"),
            Endpoint.of(
                "visiona.api.internal-port",
                "visiona.api.internal-http-port",
                "visiona.api.internal-https-port"),
            Endpoint.of(
                "visiona.gateway.port", "visiona.gateway.http-port", "visiona.gateway.https-port"),
            OPERATIONS,
            ADMIN));
  }

  /** Those of a server with the relay, and of what Liberty serves itself. */
  public static ListeningPorts ofRelay(Config config) {
    return new ListeningPorts(
        config,
        LONGEST_WAIT,
        OwnSockets::mayListenOn,
        List.of(
            Endpoint.of(
                "visiona.tunnel.port", "visiona.tunnel.http-port", "visiona.tunnel.https-port"),
            Endpoint.of(
                "visiona.relay.internal-port",
                "visiona.relay.internal-http-port",
                "visiona.relay.internal-https-port"),
            OPERATIONS,
            ADMIN));
  }

  /**
   * Why ports cannot be listened on, on one line; empty when all can, or are this process's own: an
   * application may be started in a server that runs already.
   */
  public Optional<String> problem() throws InterruptedException {
    List<String> problems = new ArrayList<>();
    long limit = System.nanoTime() + longestWait.toNanos();
    for (Endpoint endpoint : endpoints) {
      for (String variable : endpoint.ports()) {
        int port = config.getOptionalValue(variable, Integer.class).orElse(-1);
        String why = port > 0 ? untilFree(host(endpoint), port, limit) : null;
        if (why != null) {
          problems.add(port + " (" + endpoint.setting() + "): " + why);
        }
      }
    }
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(
            (problems.size() == 1 ? "A port" : "Ports")
                + " cannot be listened on: "
                + String.join("; ", problems));
  }

  private String host(Endpoint endpoint) {
    return config.getOptionalValue(endpoint.host(), String.class).orElse("*").strip();
  }

  private @Nullable String untilFree(String host, int port, long limit)
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      String why = tried(host, port);
      if (why == null || System.nanoTime() >= limit) {
        return why;
      }
      boolean _ = never.await(BETWEEN_TRIES_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private @Nullable String tried(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(
          host.equals("*")
              ? new InetSocketAddress(port)
              : new InetSocketAddress(InetAddress.getByName(host), port),
          1);
      return null;
    } catch (IOException refused) {
      return own.test(port) ? null : refused.getMessage();
    }
  }
}
