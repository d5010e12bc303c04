package io.visiona.tests.cluster;

import io.visiona.tests.cluster.Seen.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What people saw when parts failed, as a table for the operators' documents. */
final class FailureTable {
  private static final Path FILE = Path.of("target", "failure-table.md");

  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final List<String> rows = new ArrayList<>();

  /** One more row. */
  void add(Failure failure, Collection<Seen> seen, Duration lasting, Duration back)
      throws IOException {
    Predicate<Seen> requests = each -> each.kind() != Kind.LIST && each.kind() != Kind.STRANGER;
    Predicate<Seen> concerned = each -> failure.concerns(each) && requests.test(each);
    Predicate<Seen> others = each -> !failure.concerns(each) && requests.test(each);
    long all = seen.stream().filter(concerned).count();
    detail(failure, seen);
    rows.add(
        "| %s%s | %d: %s | %s | %s | %d: %s, %s | %s |"
            .formatted(
                failure.says(),
                lasting.isZero() ? "" : " for " + lasting.toSeconds() + " s",
                all,
                told(Seen.failures(seen, concerned)),
                seconds(Seen.longestOutage(seen, concerned)),
                told(
                    Seen.failures(
                        seen, each -> each.kind() == Kind.LIST && failure.concerns(each))),
                seen.stream().filter(others).count(),
                told(Seen.failures(seen, others)),
                seconds(Seen.longestOutage(seen, others)),
                seconds(back)));
  }

  /** Each exchange that went wrong, for whom a row surprises. */
  private static void detail(Failure failure, Collection<Seen> seen) throws IOException {
    long begun = seen.stream().mapToLong(Seen::begun).min().orElse(0);
    Files.write(
        Path.of("target", "failure-" + failure + ".txt"),
        seen.stream()
            .filter(each -> !each.isOk() || each.ended() - each.begun() > SLOW_NANOS)
            .sorted(Comparator.comparingLong(Seen::begun))
            .map(each ->
                "%8d %+7d ms  door %d box %02d %-8s %s"
                    .formatted(
                        TimeUnit.NANOSECONDS.toMillis(each.begun() - begun),
                        TimeUnit.NANOSECONDS.toMillis(each.ended() - each.begun()),
                        each.door() + 1,
                        each.box(),
                        each.kind(),
                        each.outcome()))
            .toList());
  }

  private static String told(Map<String, Long> failures) {
    return failures.isEmpty()
        ? "all well"
        : failures.entrySet().stream()
            .map(each -> each.getValue() + " × " + each.getKey())
            .collect(Collectors.joining(", "));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  /** Writes the table of all rows. */
  void write() throws IOException {
    Files.writeString(
        FILE,
        "| what fails | those whom it concerns: exchanges, and what went wrong | longest without | their lists | the others | all back after |\n"
            + "|---|---|---|---|---|---|\n"
            + String.join("\n", rows)
            + "\n");
  }
}
