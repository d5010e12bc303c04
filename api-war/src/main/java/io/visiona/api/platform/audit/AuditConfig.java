package io.visiona.api.platform.audit;

import io.visiona.shared.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The audit log.
 *
 * @param file {@code visiona.audit.log}: the file; empty for none
 * @param keep {@code visiona.audit.keep}: how long the database has an event
 */
public record AuditConfig(Optional<Path> file, Duration keep) {
  private static final String FILE = "visiona.audit.log";

  /** Reads, leaving problems in {@code settings}. */
  public static AuditConfig from(Settings settings) {
    return new AuditConfig(
        path(settings),
        settings.duration(
            "visiona.audit.keep", Duration.ofDays(90), Duration.ofDays(1), Duration.ofDays(3650)));
  }

  private static Optional<Path> path(Settings settings) {
    try {
      return settings.text(FILE).map(Path::of);
    } catch (InvalidPathException malformed) {
      settings.problem(FILE, "is not a path");
      return Optional.empty();
    }
  }
}
