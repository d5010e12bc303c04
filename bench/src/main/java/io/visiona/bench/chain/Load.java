package io.visiona.bench.chain;

import io.visiona.launch.Person;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The load generator, run once per figure. A measurement that fails is told and has no figure. */
final class Load {
  /** Stands for a figure that could not be taken. */
  static final double NONE = Double.NaN;

  private final Path program;
  private final Plan plan;

  Load(Path program, Plan plan) {
    this.program = program;
    this.plan = plan;
  }

  Plan plan() {
    return plan;
  }

  double requestsPerSecond(Chain chain, int callers) {
    return figure("per_second", small(chain, callers, 0));
  }

  /** How many requests can be made in one span. */
  long requests(Chain chain, String path, int callers) throws IOException {
    List<String> command =
        List.of(
            "small",
            "-url",
            chain.url(path),
            "-cookie",
            chain.cookie(),
            "-callers",
            Integer.toString(callers),
            "-warm",
            "0s",
            "-duration",
            go(plan.span()));
    return run(command).getJsonNumber("requests").longValue();
  }

  double p99Millis(Chain chain, int callers, double rate) {
    return figure("p99_ms", small(chain, callers, rate));
  }

  /**
   * Small requests with the bearer token of a file: {@code per_second}, {@code p50_ms}, {@code
   * p99_ms}; with a rate, at that pace.
   */
  JsonObject withToken(String url, Path token, int callers, double rate) throws IOException {
    return run(
        List.of(
            "small",
            "-url",
            url,
            "-bearer",
            token.toString(),
            "-callers",
            Integer.toString(callers),
            "-rate",
            Double.toString(rate),
            "-warm",
            go(plan.warm()),
            "-duration",
            go(plan.span())));
  }

  /** Small requests at a pace: {@code requests}, {@code errors}, {@code p99_ms}. */
  JsonObject atPace(Chain chain, double rate, Duration span) throws IOException {
    return run(
        List.of(
            "small",
            "-url",
            chain.url("/healthz"),
            "-cookie",
            chain.cookie(),
            "-callers",
            "16",
            "-rate",
            Double.toString(rate),
            "-warm",
            "0s",
            "-duration",
            go(span)));
  }

  private List<String> small(Chain chain, int callers, double rate) {
    return List.of(
        "small",
        "-url",
        chain.url("/healthz"),
        "-cookie",
        chain.cookie(),
        "-callers",
        Integer.toString(callers),
        "-rate",
        Double.toString(rate),
        "-warm",
        go(plan.warm()),
        "-duration",
        go(plan.span()));
  }

  double downMegabytesPerSecond(Chain chain, long bytes) {
    return figure(
        "mb_per_second",
        List.of("bulk", "-url", chain.url("/bytes/" + bytes), "-cookie", chain.cookie()));
  }

  double upMegabytesPerSecond(Chain chain, long bytes) {
    return figure(
        "mb_per_second",
        List.of(
            "bulk",
            "-url",
            chain.url("/sink?hash=off"),
            "-cookie",
            chain.cookie(),
            "-up",
            Long.toString(bytes)));
  }

  double keptBesideAStalledStream(Chain chain, int streams) {
    return figure(
        "kept",
        List.of(
            "stall",
            "-url",
            chain.url("/bytes/8000000"),
            "-cookie",
            chain.cookie(),
            "-streams",
            Integer.toString(streams),
            "-duration",
            go(plan.span())));
  }

  double idleKilobytes(String tunnelUrl, Path tokens, String transport, long pid) {
    return figure(
        "kb_per_tunnel",
        List.of(
            "idle",
            "-url",
            tunnelUrl,
            "-tokens",
            tokens.toString(),
            "-transport",
            transport,
            "-pid",
            Long.toString(pid),
            "-settle",
            go(plan.span().multipliedBy(2))));
  }

  /**
   * Signs people in at a pace; {@code sign_ins}, {@code failed}, {@code lost}, {@code p99_ms} and
   * why the first failure failed.
   */
  JsonObject signIns(String api, int perSecond, Duration span, int people) throws IOException {
    return run(
        List.of(
            "signin",
            "-url",
            api,
            "-rate",
            Integer.toString(perSecond),
            "-duration",
            go(span),
            "-people",
            Integer.toString(people)));
  }

  /**
   * An ordinary person's requests, each on a new connection: {@code requests}, {@code failed},
   * {@code p99_ms}.
   */
  JsonObject person(Field field, Duration span) throws IOException {
    return run(
        List.of(
            "person",
            "-url",
            field.api(),
            "-gateway",
            field.gateway(),
            "-cookie",
            field.cookie(),
            "-agent",
            field.agent(),
            "-duration",
            go(span)));
  }

  /**
   * Begins to attack, in a process of its own.
   *
   * @param each dripping connections of each kind
   */
  Attackers attackers(Field field, int each) throws IOException {
    return Attackers.start(
        program,
        List.of(
            "-url",
            field.api(),
            "-gateway",
            field.gateway(),
            "-tunnel",
            field.tunnel(),
            "-cookie",
            field.attacker(),
            "-hostile",
            field.hostile(),
            "-each",
            Integer.toString(each)));
  }

  /**
   * Keeps a site busy with everything that people do: {@code done} by kind, {@code failed}, {@code
   * away}, {@code seconds}.
   *
   * @param rate small requests a second; the rest follows from it
   */
  JsonObject soak(Soak site, double rate, Duration span) throws IOException {
    return run(
        List.of(
            "soak",
            "-url",
            site.api(),
            "-gateway",
            site.gateway(),
            "-cookie",
            site.cookie(),
            "-bearer",
            site.bearer().toString(),
            "-steady",
            site.steady(),
            "-passing",
            site.passing(),
            "-field",
            site.field(),
            "-people",
            Integer.toString(site.people()),
            "-only",
            site.only(),
            "-rate",
            Double.toString(rate),
            "-duration",
            go(span)));
  }

  /**
   * What is kept busy.
   *
   * @param cookie of who has the agents
   * @param bearer file with a token for the gateway
   * @param steady ids of agents that stay, with commas between
   * @param passing of agents that come and go
   * @param field of those of both that are the field's
   * @param people who sign in and out
   * @param only kinds of work, with commas between; empty for all
   */
  record Soak(
      String api,
      String gateway,
      String cookie,
      Path bearer,
      String steady,
      String passing,
      String field,
      int people,
      String only) {}

  /**
   * Who is besieged, and by whom.
   *
   * @param cookie of the ordinary person, who has the {@code agent}
   * @param attacker the cookie of who attacks
   * @param hostile the id of their agent; empty for bodies that drip and nothing else
   */
  record Field(
      String api,
      String gateway,
      String tunnel,
      String cookie,
      String agent,
      String attacker,
      String hostile) {}

  /** The middle one of as many rounds as the plan has; failed rounds do not count. */
  static double median(List<Double> figures) {
    List<Double> good = new ArrayList<>(figures.stream().filter(f -> !f.isNaN()).toList());
    Collections.sort(good);
    return good.isEmpty() ? NONE : good.get(good.size() / 2);
  }

  private double figure(String field, List<String> arguments) {
    try {
      return run(arguments).getJsonNumber(field).doubleValue();
    } catch (IOException e) {
      RunProgress.say("  failed: " + e.getMessage());
      return NONE;
    }
  }

  private JsonObject run(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(text.strip());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return Person.json(text);
  }

  private static String go(Duration time) {
    return time.toMillis() + "ms";
  }
}
