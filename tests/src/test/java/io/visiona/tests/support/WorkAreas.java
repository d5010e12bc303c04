package io.visiona.tests.support;

import io.visiona.launch.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives new servers what earlier ones of the same name, in the same run, found out about features
 * and applications, and the keys that any earlier one made for itself: starting takes a quarter
 * less processor time. The first of each name starts from nothing. Thread-safe.
 */
final class WorkAreas {
  private static final Map<String, Path> KEPT = new HashMap<>();

  private static @Nullable Path keys;

  private WorkAreas() {}

  /**
   * Keeps the work area of a server that has ended; one that was killed leaves nothing to rely on.
   */
  static synchronized void keep(ServerProcess server) {
    if (KEPT.containsKey(server.name()) || !server.endedOrderly()) {
      return;
    }
    try {
      Path parent = Files.createDirectories(Path.of("target", "stacks").toAbsolutePath());
      Path kept = Files.createTempDirectory(parent, "workarea").resolve(server.name());
      if (keys == null && Files.exists(keysBeside(server.workArea()).resolve("key.p12"))) {
        keys = Files.move(keysBeside(server.workArea()), kept.resolveSibling("keys"));
      }
      Files.move(server.workArea(), kept);
      KEPT.put(server.name(), kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the work area that was kept for a name, and the keys, if they were. */
  static void lay(String name, Path target) {
    copyIfThere(kept(name), target);
    copyIfThere(keys(), keysBeside(target));
  }

  /** Where Liberty keeps the keys that it makes when there are none: for TLS, and for LTPA. */
  private static Path keysBeside(Path workArea) {
    return workArea.resolveSibling("resources").resolve("security");
  }

  private static void copyIfThere(@Nullable Path kept, Path target) {
    if (kept != null) {
      try {
        copy(kept, target);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static synchronized @Nullable Path keys() {
    return keys;
  }

  private static synchronized @Nullable Path kept(String name) {
    return KEPT.get(name);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
