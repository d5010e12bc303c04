package io.visiona.bench.chain;

import io.visiona.launch.Await;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Many WebSockets of one person to one agent, which the agent's side then ends while their clients
 * stay: the server's descriptors before, meanwhile, after that, and after the clients have left
 * too. The usual bounds of streams would refuse most of them, so they are raised for this.
 */
final class EndedSockets {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int AT_ONCE = 50;
  private static final int LONGEST_HEAD = 16 * 1024;

  /** A client that does not read, in milliseconds, is not waited for. */
  private static final int PATIENCE = 30_000;

  private final Ports ports;
  private final long server;
  private final String path;
  private final String cookie;
  private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());

  private EndedSockets(Ports ports, long server, String path, String cookie) {
    this.ports = ports;
    this.server = server;
    this.path = path;
    this.cookie = cookie;
  }

  static void measure(Installation installation, Children children, int count, SiegeReport report)
      throws IOException, InterruptedException {
    Ports ports = Ports.free();
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    String places = Integer.toString(count + AT_ONCE);
    variables.put("visiona.tunnel.max-streams", places);
    variables.put("visiona.forward.streams-per-agent", places);
    variables.put("visiona.forward.streams-per-person", places);
    ServerProcess server =
        ServerProcess.start(
            installation,
            "visiona-dev",
            children.folder().resolve("server"),
            variables,
            ServerVariables.readiness(ports));
    children.onClose(server::close);
    server.awaitReady();
    URI api = URI.create("http://127.0.0.1:" + ports.api());
    try (HostileServer hostile = new HostileServer();
        Person alice = new Person(api).signIn("alice", "alice")) {
      String agent =
          SiegeBench.agent(installation, children, api, alice, "ends", "--target", hostile.uri());
      new EndedSockets(
              ports, server.pid(), "/api/agents/" + agent + "/proxy/until-told", alice.cookie())
          .run(count, hostile, report);
    }
  }

  private void run(int count, HostileServer hostile, SiegeReport report)
      throws InterruptedException {
    RunProgress.say("WebSockets that their agent ends …");
    // Pools and classes of the first few stay.
    open(AT_ONCE);
    close();
    settle(0);
    long before = Held.descriptors(server);
    report.descriptors("before", before, before, false);
    int open = open(count);
    report.descriptors("with " + open + " open", Held.descriptors(server), before, false);
    hostile.endAll();
    settle(before);
    report.descriptors("when the agent has ended them", Held.descriptors(server), before, false);
    close();
    settle(before);
    report.descriptors("when the clients have left too", Held.descriptors(server), before, true);
  }

  /** Until there are no more than before, or it has been long. */
  private void settle(long before) {
    boolean _ = Await.until(LIMIT, () -> Held.descriptors(server) <= before);
  }

  private int open(int count) throws InterruptedException {
    Semaphore places = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        places.acquire();
        threads.execute(() -> {
          openOne();
          places.release();
        });
      }
    }
    return sockets.size();
  }

  private void openOne() {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.api());
      socket.setSoTimeout(PATIENCE);
      String head =
          String.join(
              "\r\n",
              "GET " + path + " HTTP/1.1",
              "Host: 127.0.0.1:" + ports.api(),
              "Origin: http://127.0.0.1:" + ports.api(),
              "Cookie: " + cookie,
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "",
              "");
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\n") < 0 && answer.length() < LONGEST_HEAD) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          break;
        }
        answer.append((char) next);
      }
      if (answer.indexOf("HTTP/1.1 101 ") == 0) {
        sockets.add(socket);
      } else {
        socket.close();
      }
    } catch (IOException e) {
      RunProgress.say("  one could not be opened: " + e);
    }
  }

  private void close() {
    sockets.forEach(socket -> {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    sockets.clear();
  }
}
