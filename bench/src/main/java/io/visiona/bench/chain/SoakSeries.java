package io.visiona.bench.chain;

import io.visiona.bench.chain.Footprint.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What servers took, look after look. A figure is flat when its median of the last quarter is at
 * most what {@link Figure#atMost} allows for that of the second: in the first a server still
 * compiles, fills its pools and grows its heap.
 */
final class SoakSeries {
  private static final int QUARTERS = 4;

  private final Map<String, List<Footprint>> looks = new TreeMap<>();

  void add(Map<String, Footprint> look) {
    look.forEach((server, footprint) ->
        looks.computeIfAbsent(server, _ -> new ArrayList<>()).add(footprint));
  }

  /** The last look, in one line. */
  String latest() {
    StringBuilder line = new StringBuilder();
    looks.forEach((server, all) -> {
      line.append(server).append(':');
      for (Figure figure : Figure.values()) {
        line.append(' ')
            .append(figure.title())
            .append(' ')
            .append(number(all.getLast().get(figure)));
      }
      line.append("; ");
    });
    return line.toString();
  }

  String table() {
    StringBuilder table =
        new StringBuilder(
            """
            | what | server | first quarter | second | third | last | at most | |
            |---|---|---|---|---|---|---|---|
            """);
    looks.forEach((server, all) -> {
      for (Figure figure : Figure.values()) {
        table
            .append("| ")
            .append(figure.title())
            .append(figure.unit().isEmpty() ? "" : ", " + figure.unit())
            .append(" | ")
            .append(server);
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
          table.append(" | ").append(number(median(all, figure, quarter)));
        }
        double bound = figure.atMost(median(all, figure, 1));
        table
            .append(" | ")
            .append(number(bound))
            .append(" | ")
            .append(median(all, figure, QUARTERS - 1) <= bound ? "flat" : "**grows**")
            .append(" |\n");
      }
    });
    return table.toString();
  }

  /** Every look, a line each. */
  String csv() {
    StringBuilder lines = new StringBuilder("server,look");
    for (Figure figure : Figure.values()) {
      lines.append(',').append(figure.title());
    }
    lines.append('\n');
    looks.forEach((server, all) -> {
      for (int i = 0; i < all.size(); i++) {
        lines.append(server).append(',').append(i + 1);
        for (Figure figure : Figure.values()) {
          lines.append(String.format(Locale.ROOT, ",%.1f", all.get(i).get(figure)));
        }
        lines.append('\n');
      }
    });
    return lines.toString();
  }

  private static double median(List<Footprint> all, Figure figure, int quarter) {
    int from = all.size() * quarter / QUARTERS;
    int to = all.size() * (quarter + 1) / QUARTERS;
    return Load.median(all.subList(from, to).stream().map(look -> look.get(figure)).toList());
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,.0f", value);
  }
}
