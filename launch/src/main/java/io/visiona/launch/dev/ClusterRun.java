package io.visiona.launch.dev;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Await;
import io.visiona.launch.Balancer;
import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import redis.embedded.RedisServer;

/**
 * Two relays and two API servers with a Redis and a PostgreSQL of their own, behind one address
 * each for people and for agents; to be tried, and to have parts of it killed. What was killed is
 * started again after a while.
 */
final class ClusterRun {
  private static final Duration ONLINE = Duration.ofSeconds(60);
  private static final long RESTART_MILLIS = 20_000;
  private static final Map<String, String> SMALL =
      Map.of("JVM_ARGS", "-Xmx256m -XX:TieredStopAtLevel=1");

  private final Installation build;
  private final Path folder;
  private final Ports outside;
  private final PrintStream out = System.out;
  private final Map<String, ServerProcess> servers = new LinkedHashMap<>();
  private final Map<String, Long> endedMillis = new TreeMap<>();

  /**
   * Not started.
   *
   * @param outside the ports of people and agents; the servers' own are any that are free
   */
  ClusterRun(Installation build, Path folder, Ports outside) {
    this.build = build;
    this.folder = folder;
    this.outside = outside;
  }

  int run() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (ChildProcesses children = new ChildProcesses()) {
      Map<String, String> shared = shared(children);
      Ports one = Ports.free();
      Ports other = Ports.free();
      out.println("Starting two relays and two API servers (logs: " + folder + ") …");
      String issuer = "http://127.0.0.1:" + one.standins();
      start(children, "relay-1", "visiona-relay", one, shared, issuer);
      start(children, "api-1", "visiona-api-dev", one, shared, issuer);
      servers.values().forEach(ServerProcess::awaitReady);
      start(children, "relay-2", "visiona-relay", other, shared, issuer);
      start(children, "api-2", "visiona-api-dev", other, shared, issuer);
      servers.values().forEach(ServerProcess::awaitReady);
      Balancer people = new Balancer(outside.api(), true);
      children.add(people);
      people.send(one.api(), other.api());
      Balancer agents = new Balancer(outside.tunnel(), true);
      children.add(agents);
      agents.send(one.tunnel(), other.tunnel());
      demoAgents(children);
      out.println(text());
      out.flush();
      attend();
    }
    return 0;
  }

  private Map<String, String> shared(ChildProcesses children) throws IOException {
    int redisPort = Ports.freePort();
    RedisServer redis = EmbeddedServers.redis(redisPort);
    children.add(redis::stop);
    EmbeddedPostgres postgres = EmbeddedServers.postgres();
    children.add(postgres);
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    Map<String, String> shared = new TreeMap<>();
    shared.put("visiona.mode", "development");
    shared.put("visiona.internal.secret", HexFormat.of().formatHex(secret));
    shared.put("visiona.tunnel.directory", "redis");
    shared.put("visiona.redis.url", "redis://127.0.0.1:" + redisPort);
    shared.put("visiona.relay.allowed-urls", "http://127\\.0\\.0\\.1:\\d+");
    shared.put("visiona.session.store", "redis");
    shared.put("visiona.public-url", "http://127.0.0.1:" + outside.api());
    shared.put("visiona.api.host-alias", "*:" + outside.api());
    shared.put("visiona.tunnel.url", "http://127.0.0.1:" + outside.tunnel() + "/tunnel/connect");
    shared.put("visiona.tunnel.host-alias", "*:" + outside.tunnel());
    shared.put("visiona.models.folder", folder.resolve("models").toString());
    shared.put("VISIONA_DB_URL", postgres.getJdbcUrl("postgres", "postgres"));
    shared.put("VISIONA_DB_USER", "postgres");
    shared.put("VISIONA_DB_POOL", "10");
    return shared;
  }

  private void start(
      ChildProcesses children,
      String name,
      String server,
      Ports ports,
      Map<String, String> shared,
      String issuer)
      throws IOException {
    boolean relay = name.startsWith("relay");
    Map<String, String> variables =
        new TreeMap<>(relay ? ServerVariables.ofRelay(ports) : ServerVariables.of(ports));
    variables.putAll(shared);
    variables.put("visiona.oidc.issuer", issuer);
    if (relay) {
      variables.put("visiona.relay.id", name);
      variables.put("visiona.relay.internal-url", "http://127.0.0.1:" + ports.relayInternal());
    }
    URI ready =
        relay
            ? URI.create("http://127.0.0.1:" + ports.tunnel() + "/healthz")
            : URI.create("http://127.0.0.1:" + ports.api() + "/health/ready");
    ServerProcess process =
        ServerProcess.start(build, server, folder.resolve(name), variables, SMALL, List.of(ready));
    children.add(process);
    servers.put(name, process);
    note(name, process);
  }

  /** For {@code ./dev kill}. */
  private void note(String name, ServerProcess process) throws IOException {
    Files.writeString(folder.resolve(name + ".pid"), Long.toString(process.pid()));
  }

  private void demoAgents(ChildProcesses children) throws IOException {
    URI site = URI.create("http://127.0.0.1:" + outside.api());
    try (Person alice = new Person(site).signIn("alice", "alice")) {
      for (String name : List.of("demo-1", "demo-2")) {
        Path state = folder.resolve(name + ".json");
        Path log = folder.resolve(name + ".log");
        Files.deleteIfExists(state);
        AgentProcess.pair(build, site, alice.pairingCode(name, true), name, state, log);
        children.add(AgentProcess.run(build, state, log));
      }
      boolean online =
          Await.until(
              ONLINE,
              () ->
                  alice.agents().stream().filter(agent -> agent.getBoolean("online", false)).count()
                      == 2);
      if (!online) {
        throw new IllegalStateException("The demo agents do not come online; see " + folder);
      }
    }
  }

  private String text() {
    return """

    The site        http://127.0.0.1:%d   (alice / alice; api-1 has the development Member Center)
    Agents dial     http://127.0.0.1:%d
    Kill a part     ./dev kill relay-1    (or relay-2, api-1, api-2); it is started again after 20 s
    Ctrl-C stops everything.
    """
        .formatted(outside.api(), outside.tunnel());
  }

  /** Starts again what has ended, until this process is told to stop. */
  private void attend() throws IOException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    while (!never.await(1, TimeUnit.SECONDS)) {
      for (Map.Entry<String, ServerProcess> each : servers.entrySet()) {
        attend(each.getKey(), each.getValue(), System.currentTimeMillis());
      }
    }
  }

  private void attend(String name, ServerProcess process, long now) throws IOException {
    if (process.isAlive()) {
      return;
    }
    Long ended = endedMillis.putIfAbsent(name, now);
    if (ended == null) {
      out.println(name + " has ended");
    } else if (now - ended > RESTART_MILLIS) {
      endedMillis.remove(name);
      process.restart();
      note(name, process);
      out.println(name + " starts again");
    }
  }
}
