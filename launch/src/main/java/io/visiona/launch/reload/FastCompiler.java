package io.visiona.launch.reload;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles what changed in a module with the javac of this JVM, without annotation processors and
 * checks. Only the changed files, unless what others see of them changed too. Not thread-safe.
 */
final class FastCompiler {
  private final JavaCompiler javac = compiler();

  private static JavaCompiler compiler() {
    JavaCompiler found = ToolProvider.getSystemJavaCompiler();
    if (found == null) {
      throw new IllegalStateException("This needs a JDK, not only a Java runtime");
    }
    return found;
  }

  /**
   * Brings {@link ModuleSources#fast()} up to date.
   *
   * @param below the modules it uses, in class path order
   * @return whether anything changed
   * @throws CompileException with what javac says
   */
  boolean update(ModuleSources module, List<ModuleSources> below)
      throws IOException, CompileException {
    dropOutdated(module);
    List<Path> changed = module.changed();
    boolean resources = copyResources(module);
    if (changed.isEmpty()) {
      return resources;
    }
    List<Path> classPath = classPath(module, below);
    Map<Path, Set<String>> before = shapes(module, changed);
    compile(module, changed, classPath);
    if (!before.equals(shapes(module, changed))) {
      compile(module, module.sources(), classPath);
    }
    return true;
  }

  /** A build of Maven's that came later is worth more. */
  private static void dropOutdated(ModuleSources module) throws IOException {
    for (Path file : classes(module)) {
      Path built = module.built().resolve(module.fast().relativize(file).toString());
      if (time(built) > time(file)) {
        Files.delete(file);
      }
    }
  }

  private Map<Path, Set<String>> shapes(ModuleSources module, List<Path> sources)
      throws IOException {
    Map<Path, Set<String>> shapes = new HashMap<>();
    for (Path source : sources) {
      Path fast = module.classOf(module.fast(), source);
      Path classFile = Files.exists(fast) ? fast : module.classOf(module.built(), source);
      shapes.put(source, Files.exists(classFile) ? ClassShape.of(classFile) : Set.of());
    }
    return shapes;
  }

  /** What a module runs with, its own classes first. */
  static List<Path> classPath(ModuleSources module, List<ModuleSources> below) throws IOException {
    List<Path> path = new ArrayList<>();
    List<ModuleSources> own = new ArrayList<>();
    own.add(module);
    own.addAll(below);
    for (ModuleSources each : own) {
      path.add(each.fast());
      path.add(each.built());
    }
    path.addAll(module.libraries());
    return path;
  }

  private void compile(ModuleSources module, List<Path> sources, List<Path> classPath)
      throws IOException, CompileException {
    Files.createDirectories(module.fast());
    StringWriter said = new StringWriter();
    List<String> options =
        List.of(
            "-proc:none",
            "-parameters",
            "-g",
            "-nowarn",
            "--release",
            "25",
            "-d",
            module.fast().toString(),
            "-cp",
            classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      boolean compiled =
          javac
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new CompileException(said.toString());
      }
    }
  }

  /** Copies what is newer. */
  private static boolean copyResources(ModuleSources module) throws IOException {
    return Files.isDirectory(module.resources())
        && copyNewer(module.resources(), module.fast(), module.built());
  }

  /**
   * Copies files from {@code source} that are newer than both their copy in {@code target} and the
   * one in {@code older}.
   */
  static boolean copyNewer(Path source, Path target, Path older) throws IOException {
    boolean[] copied = new boolean[1];
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path relative = source.relativize(file);
            Path to = target.resolve(relative.toString());
            long time = attributes.lastModifiedTime().toMillis();
            if (time > time(to) && time > time(older.resolve(relative.toString()))) {
              Files.createDirectories(to.getParent());
              Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
              copied[0] = true;
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return copied[0];
  }

  private static long time(Path file) throws IOException {
    return Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0;
  }

  /** Every class that was compiled here, relative to {@link ModuleSources#fast()}. */
  static List<Path> classes(ModuleSources module) throws IOException {
    if (!Files.isDirectory(module.fast())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(module.fast())) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Copies every class that was compiled here to a folder, which may be in an archive. */
  static void copyClasses(ModuleSources module, Path target) throws IOException {
    for (Path file : classes(module)) {
      Path to = target.resolve(module.fast().relativize(file).toString());
      if (to.getParent() != null) {
        Files.createDirectories(to.getParent());
      }
      Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** When the newest of them was compiled, in milliseconds since 1970; 0 when there is none. */
  static long newest(List<ModuleSources> modules) throws IOException {
    long newest = 0;
    for (ModuleSources module : modules) {
      for (Path file : classes(module)) {
        newest = Math.max(newest, time(file));
      }
    }
    return newest;
  }
}
