package io.visiona.tests.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One exchange as its caller saw it.
 *
 * @param door which one it went in by
 * @param box which one it was for
 * @param begun {@link System#nanoTime}; of a stream that ended: when the last of it came
 * @param ended {@link System#nanoTime}
 * @param outcome {@link #OK}, what was answered ({@code 503 agent_offline}), or how it ended
 */
record Seen(Kind kind, int door, int box, long begun, long ended, String outcome) {
  static final String OK = "ok";

  /** What is asked all the time. */
  enum Kind {
    SMALL,
    DOWNLOAD,
    UPLOAD,
    POST,
    EVENTS,
    /** What the list of a person's agents says of a box. */
    LIST,
    /** Somebody asks for a box of somebody else. */
    STRANGER;

    /** Whether it has a body that cannot be sent twice. */
    boolean hasBody() {
      return this == UPLOAD || this == POST;
    }
  }

  boolean isOk() {
    return outcome.equals(OK);
  }

  /** How often what was seen, without what went well. */
  static Map<String, Long> failures(Collection<Seen> all, Predicate<Seen> which) {
    return all.stream()
        .filter(which)
        .filter(seen -> !seen.isOk())
        .collect(Collectors.groupingBy(Seen::outcome, TreeMap::new, Collectors.counting()));
  }

  /**
   * The longest that anybody was without small answers or events: from the beginning of the first
   * of some failed exchanges, or of one that took long, to the end of the next that went well.
   */
  static Duration longestOutage(Collection<Seen> all, Predicate<Seen> which) {
    Map<String, List<Seen>> series =
        all.stream()
            .filter(which)
            .filter(seen -> seen.kind() == Kind.SMALL || seen.kind() == Kind.EVENTS)
            .collect(
                Collectors.groupingBy(seen -> seen.kind() + " " + seen.door() + " " + seen.box()));
    return series.values().stream()
        .map(Seen::outage)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private static Duration outage(List<Seen> series) {
    long longest = 0;
    long since = Long.MAX_VALUE;
    for (Seen seen : series.stream().sorted(Comparator.comparingLong(Seen::ended)).toList()) {
      since = Math.min(since, seen.begun());
      if (seen.isOk()) {
        longest = Math.max(longest, seen.ended() - since);
        since = Long.MAX_VALUE;
      }
    }
    return Duration.ofNanos(longest);
  }
}
