package io.visiona.bench.chain;

import io.visiona.launch.Await;
import io.visiona.launch.HttpProbe;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Measures the JWT gateway beside nginx, HAProxy and the service itself, in one run. {@code
 * --smoke} makes it short and writes to {@code bench/target}; {@code --profile} keeps the stacks of
 * the server under load instead, and no results.
 */
public final class GatewayBench {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MOST_CALLERS = 64;
  private static final List<Integer> CALLERS = List.of(16, MOST_CALLERS);
  private static final int WARM_ROUNDS = 8;

  /** Rounds at a rate for each of the plan's. */
  private static final int PACED_ROUNDS = 3;

  /**
   * The smallest answer that the gateway's server gives, without gateway or service: what is left
   * to the gateway is the rest.
   */
  private static final String ALONE = "the server alone";

  private static final double LEAST_OF_HAPROXY = 0.5;
  private static final double MOST_ADDED_MILLIS = 2;

  private final Load load;
  private final Path token;
  private final Map<String, String> ways = new LinkedHashMap<>();
  private final Report report = new Report("gateway");

  private GatewayBench(Load load, Path token) {
    this.load = load;
    this.token = token;
  }

  /** Runs it and writes the results. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean smoke = List.of(arguments).contains("--smoke");
    boolean profiling = List.of(arguments).contains("--profile");
    Plan plan = smoke ? Plan.smoke() : Plan.full();
    Installation installation = Installation.find();
    Path chain = Files.createDirectories(installation.root().resolve("bench/target/chain"));
    Programs programs = Programs.build(installation, chain.resolve("go"));
    Path folder = Files.createTempDirectory(chain, "run");
    try (Children children = new Children(folder)) {
      GatewayKeys keys = GatewayKeys.make(folder);
      GatewayBench bench = new GatewayBench(new Load(programs.load(), plan), keys.token());
      Ports ports = Ports.free();
      Ports others = Ports.free();
      int service = others.standins();
      children.start(
          "service",
          Map.of(),
          List.of(
              programs.load().toString(),
              "serve",
              "-listen",
              "127.0.0.1:" + service,
              "-keys",
              keys.jwks().toString()));
      URI direct = URI.create("http://127.0.0.1:" + service);
      if (!Await.until(LIMIT, () -> HttpProbe.status(direct.resolve("/keys")) == 200)) {
        throw new IllegalStateException("the service does not serve");
      }
      ServerProcess server = start(installation, children, ports, direct, folder);
      bench.ways.put("direct", direct + "/bench");
      GatewayPeers.nginx(children, folder, others.api(), service)
          .ifPresent(uri -> bench.ways.put("nginx, no token check", uri + "/bench"));
      GatewayPeers.haproxy(children, folder, others.apiInternal(), service, keys.pem())
          .ifPresent(uri -> bench.ways.put("HAProxy", uri + "/bench"));
      bench.ways.put(ALONE, "http://127.0.0.1:" + ports.tunnel() + "/healthz");
      bench.ways.put("gateway", "http://127.0.0.1:" + ports.gateway() + "/gateway/bench");
      bench.warmUp();
      if (profiling) {
        Profiler profiler = Profiler.of(server.pid(), chain.resolve("profile"));
        profiler.start();
        JsonObject figures = bench.figures("gateway", MOST_CALLERS, 0);
        RunProgress.say(figures + " " + profiler.stop("gateway"));
        return;
      }
      bench.measure();
      Path results =
          smoke ? chain.resolve("SMOKE.md") : installation.root().resolve("bench/RESULTS.md");
      bench.report.write(results, Machine.describe(plan));
      RunProgress.say("Written to " + results);
    }
  }

  private static ServerProcess start(
      Installation installation, Children children, Ports ports, URI service, Path folder)
      throws IOException {
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            "routes:\n  - {path: /bench/*, service: bench, url: \""
                + service
                + "\", rate_limit: none}\n");
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    variables.put("visiona.gateway.routes", routes.toString());
    variables.put("visiona.gateway.jwt.algorithm", "RS256");
    // As many as HAProxy may have.
    variables.put("visiona.gateway.requests-per-caller", "200");
    variables.put("visiona.gateway.requests-per-route", "200");
    variables.put("visiona.gateway.connections-per-service", "100");
    variables.put("visiona.gateway.jwt.jwks-url", service + "/keys");
    ServerProcess server =
        ServerProcess.start(
            installation,
            "visiona-dev",
            children.folder().resolve("server"),
            variables,
            ServerVariables.readiness(ports));
    children.onClose(server::close);
    server.awaitReady();
    // Whoever has signed in is known to services.
    try (Person alice = new Person(URI.create("http://127.0.0.1:" + ports.api()))) {
      alice.signIn("alice", "alice");
    }
    return server;
  }

  private void warmUp() throws IOException {
    RunProgress.say("Warming up …");
    for (int round = 0; round < WARM_ROUNDS; round++) {
      figures(ALONE, MOST_CALLERS, 0);
      figures("gateway", MOST_CALLERS, 0);
    }
    for (String way : ways.keySet()) {
      figures(way, MOST_CALLERS, 0);
    }
  }

  private JsonObject figures(String way, int callers, double rate) throws IOException {
    return load.withToken(ways.getOrDefault(way, ""), token, callers, rate);
  }

  private void measure() throws IOException {
    double half = 0;
    for (int callers : CALLERS) {
      Map<String, List<JsonObject>> all = inTurn(callers, 0, load.plan().rounds());
      double gateway = median(all, "gateway", "per_second");
      for (String way : ways.keySet()) {
        double other = median(all, way, "per_second");
        String what = "requests, " + callers + " callers";
        report.add(
            new Report.Row(
                what,
                "gateway to " + way,
                gateway,
                other,
                "/s",
                gateway / other,
                way.equals("HAProxy") ? LEAST_OF_HAPROXY : Load.NONE,
                false));
        report.add(
            new Report.Row(
                "p99, " + callers + " callers",
                "gateway to " + way,
                median(all, "gateway", "p99_ms"),
                median(all, way, "p99_ms"),
                "ms",
                Load.NONE,
                Load.NONE,
                true));
      }
      half = gateway / 2;
    }
    added(half, MOST_ADDED_MILLIS);
    added(half / 2, Load.NONE);
  }

  /**
   * By the difference to the service's own within each round, because the speed of a virtual
   * machine changes from one minute to the next.
   */
  private void added(double rate, double most) throws IOException {
    // Compilers begin anew when the load is another.
    for (int round = 0; round < WARM_ROUNDS / 2; round++) {
      figures(ALONE, MOST_CALLERS, rate);
      figures("gateway", MOST_CALLERS, rate);
    }
    Map<String, List<JsonObject>> all =
        inTurn(MOST_CALLERS, rate, PACED_ROUNDS * load.plan().rounds());
    List<Double> direct = p99s(all, "direct");
    for (String way : ways.keySet()) {
      List<Double> own = p99s(all, way);
      List<Double> added =
          IntStream.range(0, own.size()).mapToObj(i -> own.get(i) - direct.get(i)).toList();
      RunProgress.say(
          "  "
              + way
              + " adds "
              + added.stream().map(each -> String.format("%.1f", each)).toList()
              + " ms");
      report.add(
          new Report.Row(
              "p99 added to the service's at " + Math.round(rate) + "/s, ms",
              way,
              Load.median(own),
              Load.median(direct),
              "ms",
              Load.median(added),
              way.equals("gateway") ? most : Load.NONE,
              true));
    }
  }

  private static List<Double> p99s(Map<String, List<JsonObject>> all, String way) {
    return all.getOrDefault(way, List.of()).stream()
        .map(figures -> figures.getJsonNumber("p99_ms").doubleValue())
        .toList();
  }

  private Map<String, List<JsonObject>> inTurn(int callers, double rate, int rounds)
      throws IOException {
    Map<String, List<JsonObject>> all = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (String way : ways.keySet()) {
        all.computeIfAbsent(way, any -> new ArrayList<>()).add(figures(way, callers, rate));
      }
    }
    return all;
  }

  private static double median(Map<String, List<JsonObject>> all, String way, String field) {
    return Load.median(
        all.getOrDefault(way, List.of()).stream()
            .map(figures -> figures.getJsonNumber(field).doubleValue())
            .toList());
  }
}
