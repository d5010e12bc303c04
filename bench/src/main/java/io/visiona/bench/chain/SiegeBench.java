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
import java.util.concurrent.TimeUnit;

/**
 * What an ordinary person notices while the server is attacked, and what is left of the attacks
 * afterwards. {@code --drip}: bodies that never end; {@code --siege}: those and everything else
 * that holds something, all at once ({@code bench/load/assaults.go}), and before it 1,500
 * WebSockets that their agent ends. {@code --smoke} makes it short, {@code --minute} takes a
 * minute, {@code --profile} keeps the server's stacks of the attack.
 */
public final class SiegeBench {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration WARM = Duration.ofSeconds(20);
  private static final Duration AFTERWARDS = Duration.ofMinutes(1);

  private final Installation installation;
  private final Path chain;
  private final Children children;
  private final Load load;
  private final Attack attack;
  private final SiegeReport report;

  private SiegeBench(
      Installation installation,
      Path chain,
      Children children,
      Load load,
      Attack attack,
      SiegeReport report) {
    this.installation = installation;
    this.chain = chain;
    this.children = children;
    this.load = load;
    this.attack = attack;
    this.report = report;
  }

  private record Attack(boolean siege, int each, Duration span, int sockets, boolean profiled) {
    static Attack of(List<String> options) {
      boolean siege = options.contains("--siege");
      boolean profiled = options.contains("--profile");
      if (options.contains("--smoke")) {
        return new Attack(siege, 100, Duration.ofSeconds(20), 100, profiled);
      }
      // Thousands of drips either way; beside them a siege has thousands of others.
      int each = siege ? 500 : 2000;
      Duration span =
          siege && !options.contains("--minute") ? Duration.ofMinutes(5) : Duration.ofMinutes(1);
      return new Attack(siege, each, span, 1500, profiled);
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
    SiegeReport report = new SiegeReport(attack.siege());
    if (attack.siege()) {
      try (Children children = new Children(Files.createTempDirectory(chain, "run"))) {
        EndedSockets.measure(installation, children, attack.sockets(), report);
      }
    }
    try (Children children = new Children(Files.createTempDirectory(chain, "run"));
        HostileServer hostile = new HostileServer()) {
      new SiegeBench(installation, chain, children, load, attack, report).run(hostile);
    }
    boolean full = !smoke && !options.contains("--minute") && !attack.profiled();
    Path results =
        full ? installation.root().resolve("bench/RESULTS.md") : chain.resolve("SMOKE.md");
    report.write(
        results, Machine.describe() + " Attacked for " + attack.span().toSeconds() + " s.");
    RunProgress.say("Written to " + results);
  }

  private void run(HostileServer hostile) throws IOException, InterruptedException {
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
      warmUp(field);
      afterwards();
      JsonObject idle = load.person(field, WARM);
      Held before = Held.of(server.pid(), metrics);
      RunProgress.say("Under siege …");
      underSiege(server.pid(), field, idle, before);
      afterwards();
      report.left(before, Held.of(server.pid(), metrics));
    }
  }

  private void warmUp(Load.Field field) throws IOException, InterruptedException {
    try (Attackers attackers = load.attackers(field, Math.min(attack.each(), 50))) {
      TimeUnit.SECONDS.sleep(WARM.toSeconds() / 10);
      load.person(field, WARM);
      attackers.end();
    }
  }

  private void underSiege(long server, Load.Field field, JsonObject idle, Held before)
      throws IOException, InterruptedException {
    long[] during = new long[1];
    Thread watch = Thread.ofVirtual().start(() -> during[0] = meanwhile(server));
    long begun = System.nanoTime();
    try (Attackers attackers = load.attackers(field, attack.each())) {
      // Until all of them stand.
      TimeUnit.MILLISECONDS.sleep(attack.span().toMillis() / 10);
      Duration used = Processor.timeOf(server);
      Duration here = Processor.timeOf(ProcessHandle.current().pid());
      Profiler profiler = Profiler.of(server, chain.resolve("profile"));
      if (attack.profiled()) {
        profiler.start();
      }
      long began = System.nanoTime();
      JsonObject figures = load.person(field, attack.span());
      double seconds = (System.nanoTime() - began) / 1e9;
      if (attack.profiled()) {
        RunProgress.say("  " + profiler.stop("siege"));
      }
      double ofServer = Processor.timeOf(server).minus(used).toNanos() / 1e9 / seconds;
      double web = Processor.timeOf(ProcessHandle.current().pid()).minus(here).toNanos() / 1e9;
      JsonObject ended = attackers.end();
      double attacked = (System.nanoTime() - begun) / 1e9;
      watch.join();
      report.attacked(figures, idle, before, during[0]);
      report.processors(
          ofServer,
          SiegeReport.number(ended, "processor_seconds") / attacked,
          SiegeReport.number(figures, "processor_seconds") / seconds,
          web / seconds);
      RunProgress.say("  attacks: " + ended);
    }
  }

  private static void afterwards() throws InterruptedException {
    TimeUnit.SECONDS.sleep(AFTERWARDS.toSeconds());
  }

  /** Threads in the middle of the attack. */
  private long meanwhile(long pid) {
    try {
      TimeUnit.MILLISECONDS.sleep(attack.span().toMillis() / 2);
      return Held.threads(pid);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Long.MAX_VALUE;
    }
  }

  private String agent(URI api, Person owner, String name, String... options) {
    return agent(installation, children, api, owner, name, options);
  }

  /** Pairs and runs one of our agents, and waits until it is online; its id. */
  static String agent(
      Installation installation,
      Children children,
      URI api,
      Person owner,
      String name,
      String... options) {
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
