package io.visiona.launch.reload;

import io.visiona.launch.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs one test class of any module with what changed since the last build compiled in. Tests of
 * the module {@code tests} start the servers of the last build: changed classes are put into their
 * applications first.
 */
public final class QuickTest {
  /** A module and what it is compiled against, nearest first. */
  private record Module(String folder, List<String> below) {}

  private static final List<Module> MODULES =
      List.of(
          new Module("yamux", List.of()),
          new Module("shared-ejb", List.of("yamux")),
          new Module("relay-war", List.of("shared-ejb", "yamux")),
          new Module("api-war", List.of("shared-ejb", "yamux")),
          new Module("standins", List.of()),
          new Module("agent", List.of("yamux")),
          new Module("launch", List.of()),
          new Module("tests", List.of("launch", "agent", "relay-war", "shared-ejb", "yamux")));

  private final Installation installation;
  private final FastCompiler compiler = new FastCompiler();

  public QuickTest(Installation installation) {
    this.installation = installation;
  }

  /**
   * Compiles and runs.
   *
   * @param name a class, with {@code #method} or without; as much of its package before it as tells
   *     it from others of the name
   * @return the exit status of the test's JVM
   * @throws CompileException with what javac says
   */
  public int run(String name) throws IOException, CompileException, InterruptedException {
    String simple = name.replaceAll("#.*", "");
    Path file = Path.of(simple.replace('.', '/') + ".java");
    Map<String, Module> found = new TreeMap<>();
    for (Module module : MODULES) {
      ModuleSources tests = sources(module.folder(), true);
      tests.sources().stream()
          .filter(source -> source.endsWith(file))
          .forEach(source -> found.put(className(tests, source), module));
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("No module has a test " + simple);
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "Several tests have the name %s; put the end of the package before it: %s"
              .formatted(simple, found.keySet()));
    }
    Map.Entry<String, Module> test = found.entrySet().iterator().next();
    return run(test.getValue(), test.getKey(), name);
  }

  private int run(Module module, String className, String name)
      throws IOException, CompileException, InterruptedException {
    List<ModuleSources> path = new ArrayList<>();
    for (String below : module.below().reversed()) {
      path.addFirst(update(sources(below, false), path));
    }
    ModuleSources main = sources(module.folder(), false);
    if (Files.isDirectory(main.java())) {
      path.addFirst(update(main, path));
    }
    if ("tests".equals(module.folder())) {
      new BuiltApplications(installation, compiler).update();
    }
    ModuleSources tests = update(sources(module.folder(), true), path);
    List<Path> classPath = new ArrayList<>(List.of(tests.fast(), tests.built()));
    for (ModuleSources each : path) {
      classPath.add(each.fast());
      classPath.add(each.built());
    }
    classPath.addAll(tests.libraries());
    classPath.addAll(runner());
    String method = name.contains("#") ? name.substring(name.indexOf('#')) : "";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Xmx1g",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            OneTest.class.getName(),
            className + method));
    return new ProcessBuilder(command)
        .directory(installation.root().resolve(module.folder()).toFile())
        .inheritIO()
        .start()
        .waitFor();
  }

  private ModuleSources update(ModuleSources module, List<ModuleSources> below)
      throws IOException, CompileException {
    compiler.update(module, below);
    return module;
  }

  private ModuleSources sources(String module, boolean test) {
    return new ModuleSources(installation.root(), module, test);
  }

  private static String className(ModuleSources tests, Path source) {
    String relative = tests.java().relativize(source).toString();
    return relative
        .substring(0, relative.length() - ".java".length())
        .replace(File.separatorChar, '.');
  }

  /** JUnit's launcher and this module. */
  private List<Path> runner() throws IOException {
    Path lib = installation.root().resolve("launch/target/lib");
    List<Path> jars =
        new ArrayList<>(List.of(installation.root().resolve("launch/target/classes")));
    try (Stream<Path> files = Files.list(lib)) {
      files
          .filter(file -> file.getFileName().toString().startsWith("junit-platform-"))
          .forEach(jars::add);
    }
    return jars;
  }
}
