package io.visiona.bench.chain;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;

/** What a siege came to, row by row. */
final class SiegeReport {
  private static final double MOST_MILLIS_DRIP = 100;
  private static final double MOST_MILLIS_SIEGE = 250;
  private static final long MORE_THREADS = 20;

  /** Held by the JVM and the server at any time: a pooled connection, a timer. */
  private static final long SLACK = 24;

  /**
   * What is remembered on purpose: agents and sessions of the attack, compiled code's constants.
   */
  private static final long HEAP_SLACK = 24L * 1024 * 1024;

  private final boolean siege;
  private final Report report;

  SiegeReport(boolean siege) {
    this.siege = siege;
    this.report = new Report(siege ? "siege" : "drip", "beside");
  }

  void write(Path file, String about) throws IOException {
    report.write(file, about);
  }

  /** The person's requests, without and with attackers. */
  void attacked(JsonObject figures, JsonObject idle, Held before, long threads) {
    RunProgress.say("  idle: " + idle + "\n  attacked: " + figures);
    double bound = siege ? MOST_MILLIS_SIEGE : MOST_MILLIS_DRIP;
    plain("a person's requests, p99, nobody attacks", "idle", number(idle, "p99_ms"), "ms");
    plain("a person's requests, median", "attacked", number(figures, "p50_ms"), "ms");
    report.atMost(
        "a person's requests, p99", "attacked", number(figures, "p99_ms"), bound, "ms", 1);
    int all = figures.getInt("requests");
    report.atLeast(
        "of these answered", "attacked", all - (double) figures.getInt("failed"), all, "", 1);
    report.atMost(
        "threads meanwhile",
        "before",
        (double) threads,
        before.threads() + (double) MORE_THREADS,
        "",
        1);
  }

  /** Who used how many of the processors. */
  void processors(double server, double attackers, double person, double web) {
    String what = "processors used meanwhile";
    plain(what, "server", server, "");
    plain(what, "attackers", attackers, "");
    plain(what, "the attackers' web server", web, "");
    plain(what, "the person", person, "");
  }

  /** What is there a minute later, beside what was there before. */
  void left(Held before, Held after) {
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

  /** Descriptors beside those of the beginning, when that is where they are to be again. */
  void descriptors(String when, long now, long before, boolean back) {
    String chain = "ended WebSockets";
    if (back) {
      report.add(
          new Report.Row(
              "descriptors " + when,
              chain,
              (double) now,
              (double) before,
              "",
              now <= before + SLACK ? 1 : (double) now / before,
              1,
              true));
    } else {
      plain("descriptors " + when, chain, (double) now, "");
    }
  }

  private void plain(String what, String chain, double figure, String unit) {
    report.add(new Report.Row(what, chain, figure, Load.NONE, unit, Load.NONE, Load.NONE, true));
  }

  static double number(JsonObject figures, String name) {
    return figures.getJsonNumber(name).doubleValue();
  }
}
