package io.visiona.bench.chain;

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
 * Measures signing in: 200 sign-ins a second for 30 s against the development Member Center, and what asking who is signed in costs
 * beside a bare endpoint of the same server that gives the same answer. The argument {@code --smoke} makes it short;
 * {@code --profile} instead keeps the stacks of both endpoints, and no results.
 */
public final class SignInBench {
  private static final int PEOPLE = 1000;
  private static final int PER_SECOND = 200;
  private static final int CALLERS = 16;
  private static final int ROUNDS = 5;
  private static final int WARM_ROUNDS = 15;

  /** How long each step of warming up takes, in spans of the plan. */
  private static final int WARM_SPANS = 4;
  private static final double MOST_OVER_BARE = 1.15;

  private SignInBench() {}

  /** Runs it and writes the results. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean smoke = List.of(arguments).contains("--smoke");
    boolean profiling = List.of(arguments).contains("--profile");
    Plan plan = smoke ? Plan.smoke() : Plan.full();
    Duration span = smoke ? Duration.ofSeconds(2) : Duration.ofSeconds(30);
    Installation installation = Installation.find();
    Path chain = Files.createDirectories(installation.root().resolve("bench/target/chain"));
    Load load = new Load(Programs.build(installation, chain.resolve("go")).load(), plan);
    Report report = new Report("sign-in");
    try (Children children = new Children(Files.createTempDirectory(chain, "run"))) {
      Ports ports = Ports.free();
      ServerProcess server = start(installation, ports, children);
      String api = "http://127.0.0.1:" + ports.api();
      if (!profiling) {
        Progress.say("Warming up …");
        warmUp(api, load, plan, server.pid());
        Progress.say("Signing in …");
        signIns(load.signIns(api, PER_SECOND, span, PEOPLE), report);
      }
      try (Person alice = new Person(URI.create(api)).signIn("alice", "alice")) {
        Chain me = new Chain("me", URI.create(api + "/api/auth"), alice.cookie());
        Chain bare = new Chain("bare", URI.create("http://127.0.0.1:" + ports.standins() + "/bare"), alice.cookie());
        if (profiling) {
          profile(List.of(me, bare), load, Profiler.of(server.pid(), chain.resolve("profile")));
          return;
        }
        beside(me, bare, load, server.pid(), report);
      }
    }
    Path results = smoke ? chain.resolve("SMOKE.md") : installation.root().resolve("bench/RESULTS.md");
    report.write(results, Machine.describe(plan));
    Progress.say("Written to " + results);
  }

  private static ServerProcess start(Installation installation, Ports ports, Children children) {
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    variables.put("visiona.standins.crowd", Integer.toString(PEOPLE));
    // Everybody signs in several times, and no session may give way to a newer one.
    variables.put("visiona.session.max-per-person", "1000");
    ServerProcess server =
        ServerProcess.start(
            installation, "visiona-dev", children.folder().resolve("server"), variables, ServerVariables.readiness(ports));
    children.onClose(server::close);
    return server.awaitReady();
  }

  /** In steps: a server that has compiled nothing yet takes several times as long for a sign-in, and would not catch up. */
  private static void warmUp(String api, Load load, Plan plan, long server) throws IOException {
    for (int quarter = 1; quarter <= 3; quarter++) {
      int rate = PER_SECOND * quarter / 4;
      Duration before = Processor.timeOf(server);
      JsonObject figures = load.signIns(api, rate, plan.span().multipliedBy(WARM_SPANS), PEOPLE);
      double millis = Processor.timeOf(server).minus(before).toNanos() / 1e6 / figures.getInt("sign_ins");
      Progress.say(String.format("  %d/s: %.1f ms of processor time each, %d failed", rate, millis, figures.getInt("failed")));
    }
  }

  private static void signIns(JsonObject figures, Report report) {
    if (figures.containsKey("why")) {
      Progress.say("  " + figures.getString("why"));
    }
    int all = figures.getInt("sign_ins");
    double whole = all - (double) figures.getInt("failed") - figures.getInt("lost");
    report.atLeast(PER_SECOND + " sign-ins/s: sessions that stand", "all", whole, all, "", 1);
    report.add(
        new Report.Row(
            "sign-in, p99 of the whole way", "all", figures.getJsonNumber("p99_ms").doubleValue(), Load.NONE, "ms", Load.NONE, Load.NONE, true));
  }

  /** By the server's processor time for one request, so that neither the load generator nor idle processors count. */
  private static void beside(Chain me, Chain bare, Load load, long server, Report report) throws IOException {
    for (int round = 0; round < WARM_ROUNDS; round++) {
      load.requests(me, "/me", CALLERS);
      load.requests(bare, "/me", CALLERS);
    }
    List<Double> mine = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      mine.add(microsPerRequest(me, "/me", load, server));
      plain.add(microsPerRequest(bare, "/me", load, server));
    }
    report.add(
        new Report.Row(
            "processor time of /api/auth/me", "beside a bare endpoint", Load.median(mine), Load.median(plain), "µs",
            Load.median(mine) / Load.median(plain), MOST_OVER_BARE, true));
  }

  private static void profile(List<Chain> chains, Load load, Profiler profiler) throws IOException, InterruptedException {
    for (int round = 0; round < WARM_ROUNDS; round++) {
      for (Chain each : chains) {
        load.requests(each, "/me", CALLERS);
      }
    }
    for (Chain each : chains) {
      profiler.start();
      long requests = load.requests(each, "/me", CALLERS);
      Progress.say(each.name() + ": " + requests + " requests, " + profiler.stop("sign-in " + each.name()));
    }
  }

  private static double microsPerRequest(Chain chain, String path, Load load, long server) throws IOException {
    Duration before = Processor.timeOf(server);
    long requests = load.requests(chain, path, CALLERS);
    return Processor.timeOf(server).minus(before).toNanos() / 1000.0 / requests;
  }
}
