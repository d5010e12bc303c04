package io.visiona.bench.chain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects figures beside their peers and targets, and writes them down. */
final class Report {
  /**
   * One line of the results.
   *
   * @param ratio what the target is about
   * @param target bound of the ratio; not a number where there is none
   * @param atMost whether the ratio should stay below the target instead of reaching it
   */
  record Row(
      String what,
      String chain,
      double ours,
      double peer,
      String unit,
      double ratio,
      double target,
      boolean atMost) {
    String verdict() {
      if (Double.isNaN(target)) {
        return "";
      }
      if (Double.isNaN(ratio)) {
        return "not measured";
      }
      return (atMost ? ratio <= target : ratio >= target) ? "met" : "**missed**";
    }
  }

  private final String name;
  private final String beside;
  private final List<Row> rows = new ArrayList<>();

  /** A report whose table stands between the markers of that name. */
  Report(String name) {
    this(name, "peer");
  }

  /**
   * A report of figures that stand beside something else than a peer's.
   *
   * @param beside what that is
   */
  Report(String name, String beside) {
    this.name = name;
    this.beside = beside;
  }

  /** A figure whose ratio to the peer's is to reach the target. */
  void atLeast(String what, String chain, double ours, double peer, String unit, double target) {
    add(new Row(what, chain, ours, peer, unit, ours / peer, target, false));
  }

  /** A figure whose ratio to the peer's is to stay within the target. */
  void atMost(String what, String chain, double ours, double peer, String unit, double target) {
    add(new Row(what, chain, ours, peer, unit, ours / peer, target, true));
  }

  void add(Row row) {
    rows.add(row);
    RunProgress.say("  " + line(row));
  }

  private static String line(Row row) {
    String bound =
        Double.isNaN(row.target()) ? "" : (row.atMost() ? "≤ " : "≥ ") + number(row.target());
    return String.join(
        " | ",
        row.what(),
        row.chain(),
        number(row.ours()) + " " + row.unit(),
        Double.isNaN(row.peer()) ? "" : number(row.peer()) + " " + row.unit(),
        number(row.ratio()),
        bound,
        row.verdict());
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 20 ? "%.2f" : "%,.0f", value);
  }

  /** Writes the table, replacing the one between its markers; what people wrote around it stays. */
  void write(Path file, String about) throws IOException {
    StringBuilder table = new StringBuilder(about).append("\n\n");
    table
        .append("| what | chain | ours | ")
        .append(beside)
        .append(" | ratio | target | |\n|---|---|---|---|---|---|---|\n");
    rows.forEach(row -> table.append("| ").append(line(row)).append(" |\n"));
    Section.replace(file, name, table.toString());
  }
}
