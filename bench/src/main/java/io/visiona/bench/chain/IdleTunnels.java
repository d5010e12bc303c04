package io.visiona.bench.chain;

import com.sun.net.httpserver.HttpServer;
import io.visiona.launch.Await;
import io.visiona.launch.HttpProbe;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import jakarta.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Resident memory per idle tunnel, of a relay that runs by itself. Pairing thousands of agents
 * would measure the database, so the API is replaced by one that knows every token.
 */
final class IdleTunnels {
  private static final double MOST_KB = 40;
  private static final int BACKLOG = 1024;

  private IdleTunnels() {}

  static void measure(
      Installation installation, Programs programs, Load load, Report report, Path folder)
      throws IOException {
    Path tokens = tokens(folder, load.plan().tunnels());
    GoPeer peer;
    double go;
    try (Children children = new Children(folder.resolve("idle-peer"))) {
      peer = GoPeer.start(programs, children);
      go =
          load.idleKilobytes(
              awaited(peer.tunnelUrl(), peer.ports().tunnel()),
              tokens,
              "websocket",
              peer.relay().pid());
    }
    for (String transport : List.of("websocket", "yamux")) {
      try (Children children = new Children(folder.resolve("idle-" + transport))) {
        Ports ports = Ports.free();
        ServerProcess relay = relay(installation, children, ports);
        String url = "http://127.0.0.1:" + ports.tunnel() + "/tunnel/connect";
        double kb = load.idleKilobytes(url, tokens, transport, relay.pid());
        report.add(
            new Report.Row(
                "idle tunnel, resident memory (" + load.plan().tunnels() + " tunnels)",
                transport,
                kb,
                go,
                "KB",
                kb,
                MOST_KB,
                true));
      }
    }
  }

  private static String awaited(String url, int port) {
    URI health = URI.create("http://127.0.0.1:" + port + "/healthz");
    if (!Await.until(Duration.ofSeconds(20), () -> HttpProbe.status(health) == 200)) {
      throw new IllegalStateException("the peer's relay does not answer");
    }
    return url;
  }

  private static Path tokens(Path folder, int count) throws IOException {
    List<String> lines =
        IntStream.range(0, count).mapToObj(i -> "bench-token-%020d".formatted(i)).toList();
    return Files.write(folder.resolve("tokens"), lines);
  }

  private static ServerProcess relay(Installation installation, Children children, Ports ports)
      throws IOException {
    HttpServer api = everybodysApi(children);
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    variables.put("visiona.mode", "development");
    variables.put("visiona.internal.secret", "a-secret-of-the-benchmark-0123456789-0123456789");
    // What a tunnel costs is asked here, and not how they are spread.
    variables.put("visiona.tunnel.connects-per-second", "100000");
    variables.put("visiona.api.internal-url", "http://127.0.0.1:" + api.getAddress().getPort());
    ServerProcess server =
        ServerProcess.start(
            installation,
            "visiona-relay",
            children.folder().resolve("server"),
            variables,
            List.of(URI.create("http://127.0.0.1:" + ports.tunnel() + "/healthz")));
    children.onClose(server::close);
    return server.awaitReady();
  }

  private static HttpServer everybodysApi(Children children) throws IOException {
    HttpServer api =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    var executor = Executors.newVirtualThreadPerTaskExecutor();
    api.setExecutor(executor);
    api.createContext(
        "/internal/introspect",
        exchange -> {
          byte[] question = exchange.getRequestBody().readAllBytes();
          String token =
              Person.json(new String(question, StandardCharsets.UTF_8)).getString("token");
          byte[] answer = known(token).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    api.start();
    children.onClose(() -> {
      api.stop(0);
      executor.shutdownNow();
    });
    return api;
  }

  private static String known(String token) {
    return Json.createObjectBuilder()
        .add("active", true)
        .add("agent_id", UUID.nameUUIDFromBytes(token.getBytes(StandardCharsets.UTF_8)).toString())
        .add("owner", "bench")
        .add("agent_name", "bench")
        .build()
        .toString();
  }
}
