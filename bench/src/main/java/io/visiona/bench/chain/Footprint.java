package io.visiona.bench.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server takes at one moment, figure by figure. */
final class Footprint {
  /**
   * A figure.
   *
   * <p>Each may rise by one part in twenty and a little more. The little is what comes and goes in
   * any server: a pooled connection, a timer, a method that is compiled late.
   */
  enum Figure {
    HEAP("live heap", "MiB", 6),
    THREADS("threads", "", 6),
    DESCRIPTORS("descriptors", "", 12),
    METASPACE("metaspace", "MiB", 2),
    DIRECT("direct memory", "MiB", 4),
    STREAMS("streams and places", "", 12),
    RESIDENT("resident memory", "MiB", 24);

    private final String title;
    private final String unit;
    private final double slack;

    Figure(String title, String unit, double slack) {
      this.title = title;
      this.unit = unit;
      this.slack = slack;
    }

    String title() {
      return title;
    }

    String unit() {
      return unit;
    }

    /** How much it may be later, when it was so much before. */
    double atMost(double before) {
      return before * 1.05 + slack;
    }
  }

  /** What a JVM has to be started with, so that it tells its memory outside of the heap. */
  static final String JVM_ARGS = "-XX:NativeMemoryTracking=summary";

  private static final double KIB_PER_MIB = 1024;
  private static final Pattern HEAP = Pattern.compile("used (\\d+)K");
  private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");

  /** Direct buffers, and whatever else was allocated by itself. */
  private static final Pattern OTHER =
      Pattern.compile("\\bOther \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final Map<Figure, Double> figures;

  private Footprint(Map<Figure, Double> figures) {
    this.figures = new EnumMap<>(figures);
  }

  double get(Figure figure) {
    return figures.getOrDefault(figure, Load.NONE);
  }

  /**
   * Looks at everything, and collects garbage only before it looks at the heap: direct memory that
   * waits for a collection is memory that is taken.
   *
   * @param metrics of the server's port of operators
   */
  static Footprint of(long pid, URI metrics) {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.DESCRIPTORS, (double) Held.descriptors(pid));
    figures.put(Figure.THREADS, (double) Held.threads(pid));
    figures.put(Figure.STREAMS, (double) Held.streams(metrics));
    figures.put(Figure.DIRECT, find(OTHER, Held.jcmd(pid, "VM.native_memory", "summary")));
    figures.put(Figure.RESIDENT, find(RESIDENT, status(pid)));
    Held.jcmd(pid, "GC.run");
    figures.put(Figure.HEAP, find(HEAP, Held.jcmd(pid, "GC.heap_info")));
    figures.put(Figure.METASPACE, find(METASPACE, Held.jcmd(pid, "VM.metaspace", "basic")));
    return new Footprint(figures);
  }

  private static double find(Pattern kib, String text) {
    Matcher matcher = kib.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("not told: " + kib);
    }
    return Long.parseLong(matcher.group(1)) / KIB_PER_MIB;
  }

  private static String status(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "status"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
