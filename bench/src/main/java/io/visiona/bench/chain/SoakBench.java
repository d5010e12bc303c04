package io.visiona.bench.chain;

import io.visiona.launch.Await;
import io.visiona.launch.HttpProbe;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An hour at half load with agents that come and go: whether what the servers take stays as it is.
 * {@code --minutes N} for another span, {@code --rate N} for so many small requests a second
 * instead of half load, {@code --only websocket,upload} for some kinds of work; {@code --smoke} for
 * two minutes that only show that everything runs.
 */
public final class SoakBench {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int PEOPLE = 100;
  private static final int CALIBRATION_RATE = 20;
  private static final Duration CALIBRATION = Duration.ofSeconds(30);

  /** Of a fully loaded machine about two thirds of the processors' time are the servers'. */
  private static final double SERVERS_SHARE_OF_HALF_LOAD = 1 / 3.0;

  private static final int LOOKS = 60;
  private static final int LOOKS_OF_SMOKE = 12;

  private final SplitSite servers;
  private final Load load;
  private final Load.Soak field;
  private final SoakSeries series = new SoakSeries();

  private SoakBench(SplitSite servers, Load load, Load.Soak field) {
    this.servers = servers;
    this.load = load;
    this.field = field;
  }

  private record Options(Duration span, int looks, double rate, String only, boolean smoke) {
    static Options of(List<String> given) {
      boolean smoke = given.contains("--smoke");
      long minutes = smoke ? 2 : Math.round(number(given, "--minutes", 60));
      return new Options(
          Duration.ofMinutes(minutes),
          smoke ? LOOKS_OF_SMOKE : LOOKS,
          number(given, "--rate", smoke ? CALIBRATION_RATE : 0),
          value(given, "--only").orElse(""),
          smoke);
    }

    private static double number(List<String> given, String name, double otherwise) {
      return value(given, name).map(Double::parseDouble).orElse(otherwise);
    }

    private static Optional<String> value(List<String> given, String name) {
      int at = given.indexOf(name);
      return at < 0 ? Optional.empty() : Optional.of(given.get(at + 1));
    }
  }

  /** Runs it and writes the results. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.of(List.of(arguments));
    Installation installation = Installation.find();
    Path chain = Files.createDirectories(installation.root().resolve("bench/target/chain"));
    Programs programs = Programs.build(installation, chain.resolve("go"));
    Plan plan = Plan.full();
    Path results =
        options.smoke()
            ? chain.resolve("SMOKE.md")
            : installation.root().resolve("bench/RESULTS.md");
    try (Children children = new Children(Files.createTempDirectory(chain, "run"))) {
      GatewayKeys keys = GatewayKeys.make(children.folder());
      SplitSite servers = start(installation, programs, children, keys);
      try (Person alice = new Person(servers.site()).signIn("alice", "alice")) {
        Fleet fleet =
            new Fleet(installation, programs, children, alice, servers.site(), servers.tunnelUrl());
        fleet.start();
        Load.Soak field =
            new Load.Soak(
                servers.site().toString(),
                servers.gateway().toString(),
                alice.cookie(),
                keys.token(),
                fleet.steady(),
                fleet.passing(),
                fleet.field(),
                PEOPLE,
                options.only());
        SoakBench bench = new SoakBench(servers, new Load(programs.load(), plan), field);
        Thread traffic = Thread.ofVirtual().start(fleet::comeAndGo);
        children.onClose(traffic::interrupt);
        String figures = bench.run(options);
        Section.replace(
            results, "soak", Machine.describe() + "\n\n" + figures + "\n" + bench.series.table());
        Files.writeString(chain.resolve("soak.csv"), bench.series.csv());
      }
    }
    RunProgress.say("Written to " + results);
  }

  private static SplitSite start(
      Installation installation, Programs programs, Children children, GatewayKeys keys)
      throws IOException {
    int service = Ports.freePort();
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
    URI keySet = URI.create("http://127.0.0.1:" + service + "/keys");
    if (!Await.until(LIMIT, () -> HttpProbe.status(keySet) == 200)) {
      throw new IllegalStateException("the service does not serve");
    }
    Path routes =
        Files.writeString(
            children.folder().resolve("routes.yaml"),
            "routes:\n  - {path: /bench/*, service: bench, url: \"http://127.0.0.1:"
                + service
                + "\", rate_limit: none}\n");
    Map<String, String> variables = new TreeMap<>();
    variables.put("visiona.gateway.routes", routes.toString());
    variables.put("visiona.gateway.jwt.algorithm", "RS256");
    variables.put("visiona.gateway.jwt.jwks-url", keySet.toString());
    variables.put("visiona.standins.crowd", Integer.toString(PEOPLE));
    return SplitSite.start(
        installation, children, variables, Map.of("JVM_ARGS", Footprint.JVM_ARGS));
  }

  private String run(Options options) throws IOException, InterruptedException {
    double rate = options.rate() > 0 ? options.rate() : halfLoad();
    RunProgress.say(String.format("%.0f small requests a second for %s …", rate, options.span()));
    Duration used = used();
    CompletableFuture<JsonObject> work = new CompletableFuture<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> work(work, rate, options.span()));
      Duration pause = options.span().dividedBy(options.looks());
      long next = System.nanoTime();
      for (int look = 0; look < options.looks() && !work.isDone(); look++) {
        next += pause.toNanos();
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        look();
      }
    }
    JsonObject figures = work.join();
    double processors =
        used().minus(used).toNanos() / 1e9 / figures.getJsonNumber("seconds").doubleValue();
    return told(figures, rate, processors);
  }

  private void work(CompletableFuture<JsonObject> work, double rate, Duration span) {
    try {
      work.complete(load.soak(field, rate, span));
    } catch (IOException e) {
      work.completeExceptionally(e);
    }
  }

  private void look() {
    Footprint relay = Footprint.of(servers.relay().pid(), servers.metricsOfRelay());
    Footprint api = Footprint.of(servers.api().pid(), servers.metricsOfApi());
    series.add(Map.of("relay", relay, "API", api));
    RunProgress.say("  " + series.latest());
  }

  /** The rate at which the servers take half of what they take of a machine that does no more. */
  private double halfLoad() throws IOException {
    RunProgress.say("Looking for half load …");
    load.soak(field, CALIBRATION_RATE, CALIBRATION);
    Duration before = used();
    load.soak(field, CALIBRATION_RATE, CALIBRATION);
    double busy = used().minus(before).toNanos() / (double) CALIBRATION.toNanos();
    double processors = Runtime.getRuntime().availableProcessors();
    return CALIBRATION_RATE * processors * SERVERS_SHARE_OF_HALF_LOAD / busy;
  }

  private Duration used() throws IOException {
    return Processor.timeOf(servers.relay().pid()).plus(Processor.timeOf(servers.api().pid()));
  }

  private static String told(JsonObject figures, double rate, double processors) {
    String why = figures.getString("why", "");
    return String.format(
            "%,.0f s at %.0f small requests a second and what belongs to them; the servers took"
                + " %.2f of the processors. Done: %s. Failed at agents that come and go: %d."
                + " Handshakes that the field's agents left unanswered: %d. Other failures: %d%s."
                + " Not begun because too much was under way: %d.",
            figures.getJsonNumber("seconds").doubleValue(),
            rate,
            processors,
            done(figures.getJsonObject("done")),
            figures.getInt("away"),
            figures.getInt("hung"),
            figures.getInt("failed"),
            why.isEmpty() ? "" : " (" + why.strip() + ")",
            figures.getInt("left_out"))
        + "\n";
  }

  private static String done(JsonObject done) {
    Map<String, String> counts = new TreeMap<>();
    done.forEach((name, count) -> counts.put(name, count.toString()));
    return String.join(
        ", ",
        counts.entrySet().stream().map(each -> each.getValue() + " " + each.getKey()).toList());
  }
}
