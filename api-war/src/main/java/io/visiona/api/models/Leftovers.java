package io.visiona.api.models;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Removes files that no model names: of uploads that a killed server left, and of deleted models
 * whose file could not be removed then. Young files are left alone, for another server may be about
 * to make their row.
 */
final class Leftovers {
  private static final Logger LOG = System.getLogger(Leftovers.class.getName());

  /** Longer than the longest upload may take. */
  private static final Duration AGE = Duration.ofDays(2);

  private final ModelLibrary library;
  private final ModelStore files;
  private final Clock clock;

  Leftovers(ModelLibrary library, ModelStore files, Clock clock) {
    this.library = library;
    this.files = files;
    this.clock = clock;
  }

  /** At the start of a server, which it must not prevent. */
  void tryToRemove() {
    try {
      remove();
    } catch (RuntimeException failed) { // nobody waits for this task, so nobody else would tell
      LOG.log(
          Level.WARNING,
          "Model files that no model names could not be removed; the next start tries again",
          failed);
    }
  }

  /** Returns how many files no model named. */
  int remove() {
    Instant before = clock.instant().minus(AGE);
    files.deleteUnfinished(before);
    List<UUID> nobodys =
        files.olderThan(before).stream().filter(id -> !library.exists(id)).toList();
    nobodys.forEach(files::delete);
    if (!nobodys.isEmpty()) {
      LOG.log(Level.INFO, "Removed {0} model files that no model names", nobodys.size());
    }
    return nobodys.size();
  }
}
