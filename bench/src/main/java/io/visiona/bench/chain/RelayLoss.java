package io.visiona.bench.chain;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Await;
import io.visiona.launch.EmbeddedServers;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import io.visiona.shared.config.Secret;
import io.visiona.shared.persistence.SecretHashes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import redis.embedded.RedisServer;

/**
 * Thousands of real tunnels over two relays with one API server, Redis and PostgreSQL; one relay is
 * killed. Agents are rows that are written into the database, because pairing them would measure
 * something else; their tunnels, and what is asked of them, are real.
 */
final class RelayLoss {
  private static final String INTERNAL = "a-secret-of-the-benchmark-0123456789-0123456789";
  private static final String STORAGE = "a-storage-secret-of-the-benchmark-0123456789";
  private static final double MOST_BACK_SECONDS = 20;
  private static final int OTHERS_PER_SECOND = 50;
  private static final int STARTS_PER_SECOND = 150;
  private static final int WATCHED = 100;
  private static final Duration MEANWHILE = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Installation installation;
  private final Programs programs;
  private final Children children;
  private final int count;
  private final Report report;
  private final Map<String, String> shared = new TreeMap<>();
  private final Ports one = Ports.free();
  private final Ports other = Ports.free();
  private final List<UUID> watched = new ArrayList<>();

  private RelayLoss(
      Installation installation, Programs programs, Children children, int count, Report report) {
    this.installation = installation;
    this.programs = programs;
    this.children = children;
    this.count = count;
    this.report = report;
  }

  static void measure(
      Installation installation, Programs programs, Children children, int count, Report report)
      throws IOException, InterruptedException, SQLException {
    int redisPort = Ports.freePort();
    RedisServer redis = EmbeddedServers.redis(redisPort);
    children.onClose(redis::stop);
    EmbeddedPostgres postgres = EmbeddedServers.postgres();
    children.onClose(() -> close(postgres));
    RelayLoss loss = new RelayLoss(installation, programs, children, count, report);
    loss.settings(redisPort, postgres);
    loss.run(postgres.getPostgresDatabase());
  }

  private void settings(int redisPort, EmbeddedPostgres postgres) {
    shared.put("visiona.mode", "development");
    shared.put("visiona.internal.secret", INTERNAL);
    shared.put("visiona.storage.signing-secret", STORAGE);
    shared.put("visiona.tunnel.directory", "redis");
    shared.put("visiona.redis.url", "redis://127.0.0.1:" + redisPort);
    shared.put("visiona.relay.allowed-urls", "http://127\\.0\\.0\\.1:\\d+");
    shared.put("VISIONA_DB_URL", postgres.getJdbcUrl("postgres", "postgres"));
    shared.put("VISIONA_DB_USER", "postgres");
    shared.put("VISIONA_DB_POOL", "10");
  }

  private void run(DataSource database) throws IOException, InterruptedException, SQLException {
    RunProgress.say("Two relays and an API server …");
    ServerProcess lost = relay("relay-1", one);
    ServerProcess kept = relay("relay-2", other);
    ServerProcess api = api();
    for (ServerProcess each : List.of(lost, kept, api)) {
      each.awaitReady();
    }
    URI site = URI.create("http://127.0.0.1:" + one.api());
    try (Person alice = new Person(site).signIn("alice", "alice")) {
      String untouched = untouchedAgent(site, alice);
      Path tokens = agents(database, untouched);
      try (GoFleet fleet =
          GoFleet.start(
              programs.load(), List.of(tunnel(one), tunnel(other)), tokens, STARTS_PER_SECOND)) {
        fleet.await(count, LIMIT);
        RunProgress.say(
            "  "
                + fleet.up()
                + " tunnels: "
                + status(one)
                + " and "
                + status(other)
                + " on the two");
        awaitWatched(alice);
        Chain others =
            new Chain(
                "others", URI.create(site + "/api/agents/" + untouched + "/proxy"), alice.cookie());
        lose(lost, kept, api, fleet, alice, others);
      }
    }
  }

  private void lose(
      ServerProcess lost,
      ServerProcess kept,
      ServerProcess api,
      GoFleet fleet,
      Person alice,
      Chain others)
      throws IOException, InterruptedException {
    Load load = new Load(programs.load(), Plan.full());
    JsonObject calm = load.atPace(others, OTHERS_PER_SECOND, MEANWHILE.dividedBy(3));
    RunProgress.say("Killing one …");
    int moved = tunnels(one);
    int refused = fleet.refused();
    Duration relayBefore = Processor.timeOf(kept.pid());
    Duration apiBefore = Processor.timeOf(api.pid());
    CompletableFuture<JsonObject> meanwhile = meanwhile(load, others);
    lost.kill();
    long began = System.nanoTime();
    boolean _ = Await.until(SOON, () -> fleet.up() < count);
    fleet.await(count, LIMIT);
    double back = (System.nanoTime() - began) / 1e9;
    awaitWatched(alice);
    double reached = (System.nanoTime() - began) / 1e9;
    JsonObject figures = meanwhile.join();
    double relayTime = Processor.timeOf(kept.pid()).minus(relayBefore).toNanos() / 1e6;
    double apiTime = Processor.timeOf(api.pid()).minus(apiBefore).toNanos() / 1e6;
    String what = String.format("%,d tunnels over two relays, one killed: ", count);
    report.atMost(what + "all dialled again", moved + " moved", back, MOST_BACK_SECONDS, "s", 1);
    report.atMost(
        what + WATCHED + " of them asked through the API, all answer",
        "all",
        reached,
        MOST_BACK_SECONDS,
        "s",
        1);
    plain("attempts answered 503 meanwhile", "all", fleet.refused() - refused, "");
    plain(
        "an agent of the other relay, p99 before",
        "others",
        SiegeReport.number(calm, "p99_ms"),
        "ms");
    plain(
        "the same meanwhile, at " + OTHERS_PER_SECOND + "/s",
        "others",
        SiegeReport.number(figures, "p99_ms"),
        "ms");
    double all = figures.getInt("requests") + SiegeReport.number(figures, "errors");
    report.atLeast(
        "of these answered",
        "others",
        figures.getInt("requests"),
        Math.max(all, OTHERS_PER_SECOND * (double) MEANWHILE.toSeconds() * 0.99),
        "",
        1);
    plain("relay, processor time for each that came", "relay-2", relayTime / moved, "ms");
    plain("API server, the same, requests included", "API", apiTime / moved, "ms");
  }

  private static CompletableFuture<JsonObject> meanwhile(Load load, Chain others) {
    CompletableFuture<JsonObject> figures = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            figures.complete(load.atPace(others, OTHERS_PER_SECOND, MEANWHILE));
          } catch (IOException e) {
            figures.completeExceptionally(e);
          }
        });
    return figures;
  }

  private void plain(String what, String chain, double figure, String unit) {
    report.add(new Report.Row(what, chain, figure, Load.NONE, unit, Load.NONE, Load.NONE, true));
  }

  /** Each has answered through the API. */
  private void awaitWatched(Person alice) {
    List<UUID> left = new ArrayList<>(watched);
    boolean all =
        Await.until(
            SOON,
            () -> {
              for (Iterator<UUID> each = left.iterator(); each.hasNext(); ) {
                String path = "/api/agents/" + each.next() + "/proxy/healthz";
                if (alice.get(path).statusCode() != 200) {
                  return false;
                }
                each.remove();
              }
              return true;
            });
    if (!all) {
      throw new IllegalStateException(left.size() + " agents are not reached");
    }
  }

  /** One of ours, whose only relay is the one that stays. */
  private String untouchedAgent(URI site, Person alice) {
    Path state = children.folder().resolve("untouched.json");
    Path log = children.folder().resolve("untouched.log");
    AgentProcess.pair(
        installation, site, alice.pairingCode("bench", true), "untouched", state, log);
    AgentProcess agent = AgentProcess.run(installation, state, log, "--server", tunnel(other));
    children.onClose(agent::close);
    String id = alice.agents().getFirst().getString("id");
    String path = "/api/agents/" + id + "/proxy/healthz";
    if (!Await.until(SOON, () -> alice.get(path).statusCode() == 200)) {
      throw new IllegalStateException("the agent does not answer");
    }
    return id;
  }

  /** Writes agents into the database, some of them of the owner of one that is there. */
  private Path agents(DataSource database, String known) throws SQLException, IOException {
    SecretHashes hashes = new SecretHashes(new Secret(STORAGE));
    List<String> tokens = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO agents (id, owner, name, label, platform, allow_proxy, token_hash, paired_at, token_issued_at)
                VALUES (?, ?, 'bench', 'bench', 'bench', TRUE, ?, now(), now())
                """)) {
      String owner = owner(connection, known);
      int step = Math.max(1, count / WATCHED);
      for (int i = 0; i < count; i++) {
        UUID id = new UUID(0x5f3759df_1234_4abcL, 0x8000_0000_0000_0000L | i);
        boolean own = i % step == 0;
        if (own) {
          watched.add(id);
        }
        String token = "%064x".formatted(i);
        tokens.add(token);
        insert.setObject(1, id);
        insert.setString(2, own ? owner : "somebody-" + i / WATCHED);
        insert.setString(3, hashes.of(SecretHashes.Kind.SESSION_TOKEN, token));
        insert.addBatch();
      }
      insert.executeBatch();
    }
    return Files.write(children.folder().resolve("tokens"), tokens);
  }

  private static String owner(Connection connection, String agent) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT owner FROM agents WHERE id = ?")) {
      select.setObject(1, UUID.fromString(agent));
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("no agent " + agent);
        }
        return rows.getString(1);
      }
    }
  }

  private ServerProcess relay(String id, Ports ports) {
    Map<String, String> variables = new TreeMap<>(ServerVariables.ofRelay(ports));
    variables.putAll(shared);
    variables.put("visiona.relay.id", id);
    variables.put("visiona.relay.internal-url", "http://127.0.0.1:" + ports.relayInternal());
    variables.put("visiona.api.internal-url", "http://127.0.0.1:" + one.apiInternal());
    return start(id, "visiona-relay", variables, ports.tunnel(), "/healthz");
  }

  private ServerProcess api() {
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(one));
    variables.putAll(shared);
    return start("api", "visiona-api-dev", variables, one.api(), "/health/ready");
  }

  private ServerProcess start(
      String name, String server, Map<String, String> variables, int port, String ready) {
    ServerProcess process =
        ServerProcess.start(
            installation,
            server,
            children.folder().resolve(name),
            variables,
            List.of(URI.create("http://127.0.0.1:" + port + ready)));
    children.onClose(process::close);
    return process;
  }

  private static String tunnel(Ports ports) {
    return "http://127.0.0.1:" + ports.tunnel() + "/tunnel/connect";
  }

  private static int tunnels(Ports ports) {
    URI status = URI.create("http://127.0.0.1:" + ports.tunnel() + "/relay/status");
    return Person.json(Held.text(status)).getInt("tunnels");
  }

  private static String status(Ports ports) {
    return Integer.toString(tunnels(ports));
  }

  private static void close(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
