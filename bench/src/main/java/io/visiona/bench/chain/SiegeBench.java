package io.visiona.bench.chain;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Await;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an ordinary person notices while the server is attacked, and what is left of the attacks
 * afterwards. {@code --drip}: bodies that never end; {@code --siege}: those and everything else
 * that holds something, all at once ({@code bench/load/assaults.go}). {@code --smoke} makes it
 * short, {@code --minute} takes a minute.
 */
public final class SiegeBench {
  private static final double MOST_MILLIS_DRIP = 100;
  private static final double MOST_MILLIS_SIEGE = 250;
  private static final long MORE_THREADS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration WARM = Duration.ofSeconds(20);
  private static final Duration AFTERWARDS = Duration.ofMinutes(1);

  /** Held by the JVM and the server at any time: a pooled connection, a timer. */
  private static final long SLACK = 24;

  /**
   * What is remembered on purpose: agents and sessions of the attack, compiled code's constants.
   */
  private static final long HEAP_SLACK = 24L * 1024 * 1024;

  private final Installation installation;
  private final Children children;
  private final Load load;
  private final Attack attack;
  private final Report report;

  private SiegeBench(
      Installation installation, Children children, Load load, Attack attack, Report report) {
    this.installation = installation;
    this.children = children;
    this.load = load;
    this.attack = attack;
    this.report = report;
  }

  private record Attack(boolean siege, int each, Duration span) {
    static Attack of(List<String> options) {
      boolean siege = options.contains("--siege");
      if (options.contains("--smoke")) {
        return new Attack(siege, 100, Duration.ofSeconds(20));
      }
      // Thousands of drips either way; beside them a siege has thousands of others.
      int each = siege ? 500 : 2000;
      Duration span =
          siege && !options.contains("--minute") ? Duration.ofMinutes(5) : Duration.ofMinutes(1);
      return new Attack(siege, each, span);
    }
  }

  /** Runs it and writes the results. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> options = List.of(arguments);
    boolean smoke = options.contains("--smoke");
    Attack attack = Attack.of(options);
    Installation installation = Installation.find();
    Path chain = Files.createDirectories(installation.root().resolve("bench/target/chain"));
    Plan plan = smoke ? Plan.smoke() : Plan.full();
    Load load = new Load(Programs.build(installation, chain.resolve("go")).load(), plan);
    Report report = new Report(attack.siege() ? "siege" : "drip");
    try (Children children = new Children(Files.createTempDirectory(chain, "run"));
        HostileServer hostile = new HostileServer()) {
      new SiegeBench(installation, children, load, attack, report).run(hostile);
    }
    boolean full = !smoke && !options.contains("--minute");
    Path results =
        full ? installation.root().resolve("bench/RESULTS.md") : chain.resolve("SMOKE.md");
    report.write(
        results, Machine.describe(plan) + " Attacked for " + attack.span().toSeconds() + " s.");
    RunProgress.say("Written to " + results);
  }

  private void run(HostileServer hostile) throws IOException {
    Ports ports = Ports.free();
    Path routes =
        Files.writeString(
            children.folder().resolve("routes.yaml"),
            """
            routes:
              - {path: /flood/*, service: shared, url: "%1$s", auth_required: false, rate_limit: none}
              - {path: /good/*, service: shared, url: "%1$s", auth_required: false, rate_limit: none}
            """
                .formatted(hostile.uri()));
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    variables.put("visiona.gateway.routes", routes.toString());
    variables.put("visiona.gateway.jwt.algorithm", "HS256");
    variables.put("visiona.gateway.jwt.secret", "a-secret-of-the-siege-0123456789-0123456789");
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
    URI metrics = URI.create("http://127.0.0.1:" + ports.operations() + "/metrics");
    try (Person alice = new Person(api).signIn("alice", "alice");
        Person mallory = new Person(api).signIn("bob", "bob")) {
      String own = agent(api, alice, "own");
      String theirs =
          attack.siege() ? agent(api, mallory, "hostile", "--target", hostile.uri()) : "";
      Load.Field field =
          new Load.Field(
              api.toString(),
              "http://127.0.0.1:" + ports.gateway(),
              "http://127.0.0.1:" + ports.tunnel() + "/tunnel/connect",
              alice.cookie(),
              own,
              mallory.cookie(),
              theirs);
      RunProgress.say("Warming up, also to the attacks …");
      load.siege(field, Math.min(attack.each(), 50), WARM);
      afterwards();
      JsonObject idle = load.siege(field, 0, WARM);
      Held before = Held.of(server.pid(), metrics);
      RunProgress.say("Under siege …");
      long[] during = new long[1];
      Thread watch =
          Thread.ofVirtual().start(() -> during[0] = threadsMeanwhile(server.pid(), attack.span()));
      JsonObject figures = load.siege(field, attack.each(), attack.span());
      join(watch);
      tell(figures, idle, before, during[0]);
      afterwards();
      left(before, Held.of(server.pid(), metrics));
    }
  }

  private void tell(JsonObject figures, JsonObject idle, Held before, long during) {
    RunProgress.say("  idle: " + idle + "\n  attacked: " + figures);
    double bound = attack.siege() ? MOST_MILLIS_SIEGE : MOST_MILLIS_DRIP;
    report.add(
        new Report.Row(
            "a person's requests, p99, nobody attacks",
            "idle",
            number(idle, "p99_ms"),
            Load.NONE,
            "ms",
            Load.NONE,
            Load.NONE,
            true));
    report.atMost(
        "a person's requests, p99", "attacked", number(figures, "p99_ms"), bound, "ms", 1);
    int all = figures.getInt("requests");
    report.atLeast(
        "of these answered", "attacked", all - (double) figures.getInt("failed"), all, "", 1);
    report.atMost(
        "threads meanwhile",
        "before",
        (double) during,
        before.threads() + (double) MORE_THREADS,
        "",
        1);
  }

  private void left(Held before, Held after) {
    held("descriptors", after.descriptors(), before.descriptors(), SLACK, "");
    held("threads", after.threads(), before.threads(), SLACK, "");
    held("live heap", after.heap() >> 20, before.heap() >> 20, HEAP_SLACK >> 20, "MiB");
    held("streams and places taken", after.streams(), before.streams(), 0, "");
  }

  private void held(String what, long after, long before, long slack, String unit) {
    report.add(
        new Report.Row(
            what + " a minute later",
            "before",
            (double) after,
            (double) before,
            unit,
            after <= before + slack ? 1 : (double) after / before,
            1,
            true));
  }

  private static double number(JsonObject figures, String name) {
    return figures.getJsonNumber(name).doubleValue();
  }

  private static void afterwards() {
    try {
      Thread.sleep(AFTERWARDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** In the middle of the attack. */
  private static long threadsMeanwhile(long pid, Duration span) {
    try {
      Thread.sleep(span.dividedBy(2));
      return Held.threads(pid);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Long.MAX_VALUE;
    }
  }

  private static void join(Thread watch) {
    try {
      watch.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String agent(URI api, Person owner, String name, String... options) {
    Path state = children.folder().resolve(name + ".json");
    Path log = children.folder().resolve(name + ".log");
    AgentProcess.pair(installation, api, owner.pairingCode("siege", true), name, state, log);
    AgentProcess running = AgentProcess.run(installation, state, log, options);
    children.onClose(running::close);
    String id =
        owner.agents().stream()
            .filter(agent -> agent.getString("name").equals(name))
            .map(agent -> agent.getString("id"))
            .findFirst()
            .orElseThrow();
    if (!Await.until(
        LIMIT,
        () -> Person.json(owner.get("/api/agents/" + id).body()).getBoolean("online", false))) {
      throw new IllegalStateException("the agent " + name + " is not online");
    }
    return id;
  }
}
