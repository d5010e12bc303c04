package io.visiona.launch.reload;

import io.visiona.launch.Installation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The applications of the development server, unpacked, so that changed classes can be put into
 * them while it runs. Not thread-safe.
 */
public final class DevApplications {
  private static final Map<String, String> WARS = Map.of("api", "api-war", "relay", "relay-war");

  /** In the order of their dependencies. */
  private static final List<String> LIBRARIES = List.of("yamux", "shared-ejb");

  private final Path root;
  private final Path folder;
  private final FastCompiler compiler = new FastCompiler();

  /**
   * @param folder where they are unpacked
   */
  public DevApplications(Installation installation, Path folder) {
    this.root = installation.root();
    this.folder = folder;
  }

  /** Unpacks what the build made, in place of what was there. */
  public void unpack(Path liberty) throws IOException {
    for (String name : WARS.keySet()) {
      delete(application(name));
      unzip(liberty.resolve("usr/shared/apps").resolve(name + ".war"), application(name));
    }
  }

  /** Where an application is, for {@code <webApplication location=…>}. */
  public Path application(String name) {
    return folder.resolve(name + ".war");
  }

  /**
   * Compiles what changed and puts it into the applications; the server, which looks twice a
   * second, starts them again.
   *
   * @return the modules that changed; empty when nothing did
   * @throws CompileException with what javac says; nothing was put anywhere then
   */
  public List<String> reload() throws IOException, CompileException {
    List<String> changed = new ArrayList<>();
    List<ModuleSources> below = new ArrayList<>();
    for (String library : LIBRARIES) {
      ModuleSources module = new ModuleSources(root, library, false);
      if (compiler.update(module, below)) {
        changed.add(library);
      }
      below.addFirst(module);
    }
    Map<String, ModuleSources> wars = new TreeMap<>();
    for (Map.Entry<String, String> war : WARS.entrySet()) {
      ModuleSources module = new ModuleSources(root, war.getValue(), false);
      if (compiler.update(module, below)) {
        changed.add(war.getValue());
      }
      describe(module, below, changed);
      wars.put(war.getKey(), module);
    }
    for (Map.Entry<String, ModuleSources> war : wars.entrySet()) {
      if (put(war.getKey(), war.getValue(), below) && !changed.contains(war.getValue().name())) {
        changed.add(war.getValue().name());
      }
    }
    return changed;
  }

  /** Its records and bounds may be of a library. */
  private static void describe(ModuleSources war, List<ModuleSources> below, List<String> changed)
      throws IOException, CompileException {
    if (war.name().equals(WARS.get("api")) && !changed.isEmpty()) {
      ApiDescription.update(war, FastCompiler.classPath(war, below));
    }
  }

  private boolean put(String name, ModuleSources war, List<ModuleSources> libraries)
      throws IOException {
    Path application = application(name);
    boolean copied = false;
    for (ModuleSources library : libraries) {
      copied |= putIntoJar(application.resolve("WEB-INF/lib"), library);
    }
    if (Files.isDirectory(war.fast())) {
      Path classes = application.resolve("WEB-INF/classes");
      copied |= FastCompiler.copyNewer(war.fast(), classes, classes);
    }
    Path pages = root.resolve(war.name()).resolve("src/main/webapp");
    if (Files.isDirectory(pages)) {
      copied |= FastCompiler.copyNewer(pages, application, application);
    }
    return copied;
  }

  /** Replaces the jar as a whole: the server may have the old one open. */
  private static boolean putIntoJar(Path lib, ModuleSources module) throws IOException {
    if (FastCompiler.classes(module).isEmpty()) {
      return false;
    }
    Path jar;
    try (Stream<Path> jars = Files.list(lib)) {
      jar =
          jars.filter(file -> file.getFileName().toString().startsWith(module.name() + "-"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(module.name() + " is not in " + lib));
    }
    if (FastCompiler.newest(List.of(module)) <= Files.getLastModifiedTime(jar).toMillis()) {
      return false;
    }
    Path changed = jar.resolveSibling(jar.getFileName() + ".new");
    Files.copy(jar, changed, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem zip =
        FileSystems.newFileSystem(URI.create("jar:" + changed.toUri()), Map.of())) {
      FastCompiler.copyClasses(module, zip.getPath("/"));
    }
    Files.move(changed, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  private static void unzip(Path archive, Path target) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(archive);
        Stream<Path> entries = Files.walk(zip.getPath("/"))) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Path to = target.resolve(entry.toString().substring(1)).normalize();
        if (!to.startsWith(target)) {
          throw new IOException(archive + " has an entry outside of it: " + entry);
        }
        if (Files.isDirectory(entry)) {
          Files.createDirectories(to);
        } else {
          Files.copy(entry, to, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
