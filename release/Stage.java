import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Lays out what a release archive holds, from what the build made: the server with only the features
 * it uses, and the agent and the command line with a Java of their own. Run by the JDK of the build as a source file; see
 * pom.xml.
 *
 * <p>Arguments: the top of the checkout, the folder to fill, the version.
 */
final class Stage {
  /** Servers of a release; those for development stay out of it. */
  private static final List<String> SERVERS = List.of("visiona", "visiona-api", "visiona-relay");

  private static final List<String> APPLICATIONS = List.of("api.war", "relay.war");

  /** jdk.crypto.ec and its like are in java.base; zipfs and localedata the agent does not need. */
  private static final List<String> EXTRA_MODULES = List.of("jdk.crypto.cryptoki");

  private final Path root;
  private final Path target;
  private final String version;

  private Stage(Path root, Path target, String version) {
    this.root = root;
    this.target = target;
    this.version = version;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Stage stage = new Stage(Path.of(args[0]).toRealPath(), Path.of(args[1]), args[2]);
    delete(stage.target);
    Files.createDirectories(stage.target);
    stage.server();
    stage.program("agent", "visiona-agent", "visiona-agent");
    stage.program("cli", "visiona-cli", "visiona");
  }

  private void server() throws IOException, InterruptedException {
    Path from = root.resolve("liberty/target/wlp");
    Path work = target.resolve("work");
    copy(from, work.resolve("wlp"));
    Path user = work.resolve("wlp/usr");
    keepOnly(user.resolve("servers"), SERVERS);
    keepOnly(user.resolve("shared/apps"), APPLICATIONS);
    for (String server : SERVERS) {
      for (String made : List.of("workarea", "logs", "resources", "apps", ".sLock")) {
        delete(user.resolve("servers").resolve(server).resolve(made));
      }
    }
    Files.deleteIfExists(user.resolve("shared/config/development.xml"));
    Path archive = work.resolve("minified.zip");
    run(
        Map.of("WLP_OUTPUT_DIR", work.resolve("output").toString()),
        work.resolve("wlp/bin/server").toString(),
        "package",
        "visiona",
        "--archive=" + archive,
        "--include=minify");
    Path home = target.resolve("visiona-server-" + version);
    unzip(archive, home);
    // Minified were the features; the servers come from where nothing has run.
    delete(home.resolve("wlp/usr"));
    copy(user, home.resolve("wlp/usr"));
    // The last of them says when it was packaged: two builds would differ in it. What is in "dev" is needed: the APIs of Jakarta EE.
    for (String unused : List.of("templates", "clients", "lib/versions/package_*.txt")) {
      deleteAll(home.resolve("wlp"), unused);
    }
    copy(root.resolve("release/src/main/server"), home);
    copy(root.resolve("docs"), home.resolve("docs"));
    copy(root.resolve("deploy"), home.resolve("deploy"));
    bill(home);
    executable(home.resolve("bin/visiona-server"));
    delete(work);
  }

  /**
   * A program with a Java that has the modules it uses.
   *
   * @param module where it is built, and the folder under src/main with its scripts
   * @param archive the name of the archive, without the version
   * @param command its jar in target, and its script in bin
   */
  private void program(String module, String archive, String command) throws IOException {
    Path jar = root.resolve(module).resolve("target").resolve(command + ".jar");
    Path home = target.resolve(archive + "-" + version);
    Files.createDirectories(home.resolve("lib"));
    Files.copy(jar, home.resolve("lib").resolve(jar.getFileName()));
    List<String> options =
        List.of(
            "--module-path",
            Path.of(System.getProperty("java.home"), "jmods").toString(),
            "--add-modules",
            String.join(",", modules(jar)) + "," + String.join(",", EXTRA_MODULES),
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--compress",
            "zip-9",
            "--output",
            home.resolve("runtime").toString());
    tool("jlink", options);
    copy(root.resolve("release/src/main").resolve(module), home);
    bill(home);
    executable(home.resolve("bin").resolve(command));
    executable(home.resolve("install.sh"));
  }

  /** What is in it that others made, and under which licences. */
  private void bill(Path home) throws IOException {
    for (String file : List.of("visiona.cdx.json", "THIRD-PARTY.txt")) {
      Files.copy(root.resolve("target").resolve(file), home.resolve(file));
    }
  }

  private static List<String> modules(Path jar) {
    StringWriter said = new StringWriter();
    int status =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(said),
                new PrintWriter(System.err, true),
                "--ignore-missing-deps",
                "--multi-release",
                "25",
                "--print-module-deps",
                jar.toString());
    if (status != 0) {
      throw new IllegalStateException("jdeps failed: " + said);
    }
    return List.of(said.toString().strip().split(",", -1));
  }

  private static void tool(String name, List<String> options) {
    int status =
        ToolProvider.findFirst(name)
            .orElseThrow()
            .run(System.out, System.err, options.toArray(String[]::new));
    if (status != 0) {
      throw new IllegalStateException(name + " failed");
    }
  }

  private static void run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int status = builder.start().waitFor();
    if (status != 0) {
      throw new IllegalStateException(String.join(" ", command) + " ended with " + status);
    }
  }

  /** As {@code unzip}, without the archive's first folder's name changed; links do not occur. */
  private static void unzip(Path archive, Path into) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(archive)) {
      copy(zip.getPath("/"), into);
    }
    try (Stream<Path> scripts = Files.walk(into.resolve("wlp/bin"))) {
      for (Path script : scripts.filter(Files::isRegularFile).toList()) {
        executable(script);
      }
    }
  }

  private static void executable(Path file) {
    if (!file.toFile().setExecutable(true, false)) {
      throw new IllegalStateException("Cannot make " + file + " executable");
    }
  }

  private static void keepOnly(Path folder, List<String> names) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      for (Path entry : found.toList()) {
        if (!names.contains(entry.getFileName().toString())) {
          delete(entry);
        }
      }
    }
  }

  private static void copy(Path from, Path into) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      all.forEach(file -> {
        Path there = into.resolve(from.relativize(file).toString());
        try {
          if (Files.isDirectory(file)) {
            Files.createDirectories(there);
          } else {
            Files.copy(file, there, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }

  /** What the pattern names in the folder that it lies in. */
  private static void deleteAll(Path folder, String pattern) throws IOException {
    Path parent = folder.resolve(pattern).getParent();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(parent, Path.of(pattern).getFileName().toString())) {
      for (Path path : found) {
        delete(path);
      }
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failed) throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
