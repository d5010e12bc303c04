package io.visiona.shared.lifecycle;

import io.visiona.shared.logging.OneLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * What a server that was started to be checked, and not to serve, has found: a line for each thing,
 * in a file that {@code bin/visiona-server check} names by {@code visiona.check.report}. Both
 * applications of a server write into the same one. Thread-safe.
 */
public final class CheckReport {
  /** The file; not set in a server that is to serve. */
  static final String KEY = "visiona.check.report";

  private final Path file;

  private CheckReport(Path file) {
    this.file = file;
  }

  /** How something is. */
  public enum Finding {
    OK,
    /** Not configured, which is fine. */
    UNUSED,
    /** It works, and should be otherwise. */
    WARNING,
    FAILED
  }

  /** The report to write, empty for a server that is to serve. */
  public static Optional<CheckReport> of(Config config) {
    return config
        .getOptionalValue(KEY, String.class)
        .filter(path -> !path.isBlank())
        .map(path -> new CheckReport(Path.of(path)));
  }

  /** Adds a line; the detail is cut to what fits in one. */
  public synchronized void add(Finding finding, String name, String detail) {
    String line =
        String.format(
            Locale.ROOT,
            "%-7s %-12s %s%n",
            finding == Finding.FAILED ? "FAILED" : finding.name().toLowerCase(Locale.ROOT),
            name,
            OneLine.of(detail));
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
