package io.visiona.launch.reload;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One Maven module of the checkout, and where its fast classes go: beside those of the build, so
 * that Maven still compiles with all its checks what only was compiled here.
 *
 * @param root the top of the checkout
 * @param name the module's folder
 * @param test whether its tests are meant, not its main code
 */
record ModuleSources(Path root, String name, boolean test) {

  Path java() {
    return root.resolve(name).resolve(test ? "src/test/java" : "src/main/java");
  }

  Path resources() {
    return root.resolve(name).resolve(test ? "src/test/resources" : "src/main/resources");
  }

  /** What Maven compiled. */
  Path built() {
    return root.resolve(name).resolve(test ? "target/test-classes" : "target/classes");
  }

  /** What was compiled here since. */
  Path fast() {
    return root.resolve(name)
        .resolve(test ? "target/reload/test-classes" : "target/reload/classes");
  }

  /** Other people's libraries, as the last build resolved them. */
  List<Path> libraries() throws IOException {
    Path file = root.resolve(name).resolve("target/test-classpath.txt");
    if (!Files.exists(file)) {
      throw new IllegalStateException(file + " is not there: build first (./dev, or mvn package)");
    }
    return Arrays.stream(Files.readString(file).trim().split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> !path.startsWith(root))
        .toList();
  }

  /** Sources that are newer than their class. */
  List<Path> changed() throws IOException {
    List<Path> changed = new ArrayList<>();
    for (Path source : sources()) {
      if (newest(source) > Math.max(newest(classOf(built(), source)), compiledHere(source))) {
        changed.add(source);
      }
    }
    return changed;
  }

  List<Path> sources() throws IOException {
    if (!Files.isDirectory(java())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(java())) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java") && !file.endsWith("module-info.java"))
          .toList();
    }
  }

  private long compiledHere(Path source) throws IOException {
    return newest(classOf(fast(), source));
  }

  /** The class file of a source's type of the same name. */
  Path classOf(Path classes, Path source) {
    String relative = java().relativize(source).toString();
    return classes.resolve(relative.substring(0, relative.length() - ".java".length()) + ".class");
  }

  private static long newest(Path file) throws IOException {
    return Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0;
  }
}
