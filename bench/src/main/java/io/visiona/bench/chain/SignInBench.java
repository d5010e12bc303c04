package io.visiona.bench.chain;

import io.visiona.bench.chain.BesideBare.Pair;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures signing in: 200 sign-ins a second for 30 s against the development Member Center, and
 * what asking who is signed in costs beside a bare endpoint. The argument {@code --smoke} makes it
 * short; {@code --profile} instead keeps the stacks of both endpoints, and no results.
 */
public final class SignInBench {
  private static final int PEOPLE = 1000;
  private static final int PER_SECOND = 200;

  /**
   * Compilers do not decide alike in every run of a server, so one server alone says little about
   * the code.
   */
  private static final int SERVERS = 3;

  private static final int WARM_ROUNDS = 10;
  private static final int TURNS = 12;

  /** How long each step of warming up takes, in spans of the plan. */
  private static final int WARM_SPANS = 4;

  private static final double MOST_OVER_BARE = 1.15;

  private final Installation installation;
  private final Path chain;
  private final Load load;

  private SignInBench(Installation installation, Path chain, Load load) {
    this.installation = installation;
    this.chain = chain;
    this.load = load;
  }

  /** Runs it and writes the results. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> options = List.of(arguments);
    boolean smoke = options.contains("--smoke");
    Plan plan = smoke ? Plan.smoke() : Plan.full();
    Installation installation = Installation.find();
    Path chain = Files.createDirectories(installation.root().resolve("bench/target/chain"));
    Load load = new Load(Programs.build(installation, chain.resolve("go")).load(), plan);
    SignInBench bench = new SignInBench(installation, chain, load);
    if (options.contains("--profile")) {
      bench.profile();
      return;
    }
    Report report = new Report("sign-in");
    bench.signIns(smoke ? Duration.ofSeconds(2) : Duration.ofSeconds(30), report);
    bench.beside(smoke ? 1 : SERVERS, report);
    Path results =
        smoke ? chain.resolve("SMOKE.md") : installation.root().resolve("bench/RESULTS.md");
    report.write(results, Machine.describe(plan));
    RunProgress.say("Written to " + results);
  }

  private void signIns(Duration span, Report report) throws IOException {
    try (Children children = children()) {
      Ports ports = Ports.free();
      ServerProcess server = start(ports, children);
      RunProgress.say("Warming up …");
      warmUp(api(ports), server.pid());
      RunProgress.say("Signing in …");
      tell(load.signIns(api(ports), PER_SECOND, span, PEOPLE), report);
    }
  }

  private void beside(int servers, Report report) throws IOException {
    List<Double> mine = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 1; i <= servers; i++) {
      try (Children children = children()) {
        Ports ports = Ports.free();
        ServerProcess server = start(ports, children);
        try (Person alice = new Person(URI.create(api(ports))).signIn("alice", "alice")) {
          BesideBare beside = besideBare(ports, alice);
          beside.warmUp(WARM_ROUNDS);
          List<Pair> pairs = beside.pairs(TURNS, server.pid());
          mine.add(Load.median(pairs.stream().map(Pair::mine).toList()));
          plain.add(Load.median(pairs.stream().map(Pair::plain).toList()));
          ratios.add(Load.median(pairs.stream().map(Pair::ratio).toList()));
          RunProgress.say(
              String.format(
                  "  server %d: /api/auth/me %.2f times a bare endpoint", i, ratios.getLast()));
        }
      }
    }
    report.add(
        new Report.Row(
            "processor time of /api/auth/me",
            "beside a bare endpoint",
            Load.median(mine),
            Load.median(plain),
            "µs",
            Load.median(ratios),
            MOST_OVER_BARE,
            true));
  }

  private void profile() throws IOException, InterruptedException {
    try (Children children = children()) {
      Ports ports = Ports.free();
      ServerProcess server = start(ports, children);
      try (Person alice = new Person(URI.create(api(ports))).signIn("alice", "alice")) {
        BesideBare beside = besideBare(ports, alice);
        beside.warmUp(WARM_ROUNDS);
        beside.profile(Profiler.of(server.pid(), chain.resolve("profile")));
      }
    }
  }

  private BesideBare besideBare(Ports ports, Person person) {
    return new BesideBare(
        new Chain("me", URI.create(api(ports) + "/api/auth"), person.cookie()),
        new Chain(
            "bare", URI.create("http://127.0.0.1:" + ports.standins() + "/bare"), person.cookie()),
        load);
  }

  private Children children() throws IOException {
    return new Children(Files.createTempDirectory(chain, "run"));
  }

  private static String api(Ports ports) {
    return "http://127.0.0.1:" + ports.api();
  }

  private ServerProcess start(Ports ports, Children children) {
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    variables.put("visiona.standins.crowd", Integer.toString(PEOPLE));
    // Everybody signs in several times, and no session may give way to a newer one.
    variables.put("visiona.session.max-per-person", "1000");
    ServerProcess server =
        ServerProcess.start(
            installation,
            "visiona-dev",
            children.folder().resolve("server"),
            variables,
            ServerVariables.readiness(ports));
    children.onClose(server::close);
    return server.awaitReady();
  }

  /**
   * In steps: a server that has compiled nothing yet takes several times as long for a sign-in, and
   * would not catch up.
   */
  private void warmUp(String api, long server) throws IOException {
    for (int quarter = 1; quarter <= 3; quarter++) {
      int rate = PER_SECOND * quarter / 4;
      Duration before = Processor.timeOf(server);
      JsonObject figures =
          load.signIns(api, rate, load.plan().span().multipliedBy(WARM_SPANS), PEOPLE);
      double millis =
          Processor.timeOf(server).minus(before).toNanos() / 1e6 / figures.getInt("sign_ins");
      RunProgress.say(
          String.format(
              "  %d/s: %.1f ms of processor time each, %d failed",
              rate, millis, figures.getInt("failed")));
    }
  }

  private static void tell(JsonObject figures, Report report) {
    if (figures.containsKey("why")) {
      RunProgress.say("  " + figures.getString("why"));
    }
    int all = figures.getInt("sign_ins");
    double whole = all - (double) figures.getInt("failed") - figures.getInt("lost");
    report.atLeast(PER_SECOND + " sign-ins/s: sessions that stand", "all", whole, all, "", 1);
    report.add(
        new Report.Row(
            "sign-in, p99 of the whole way",
            "all",
            figures.getJsonNumber("p99_ms").doubleValue(),
            Load.NONE,
            "ms",
            Load.NONE,
            Load.NONE,
            true));
  }
}
