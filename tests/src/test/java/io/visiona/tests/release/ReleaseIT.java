package io.visiona.tests.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.HttpProbe;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerVariables;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The release as somebody installs it: unpacked into an empty folder, started with its own scripts,
 * used from signing in to a live answer of a device. Skipped where no release was built ({@code mvn
 * -Prelease package}). The Member Center is the development one, in a server beside it.
 */
final class ReleaseIT {
  private static final Duration STARTED = Duration.ofMinutes(4);

  /** Boxes and people fetch them over slow lines. */
  private static final long MOST_BYTES = 60_000_000;

  private static final Path BUILT = Installation.find().root().resolve("release/target");

  @TempDir Path folder;

  private final Ports ports = Ports.free();
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void unpack() throws Exception {
    Optional<Path> server = archive("visiona-server-", ".zip");
    Optional<Path> agent = archive("visiona-agent-", ".tar.gz");
    Optional<Path> commandLine = archive("visiona-cli-", ".tar.gz");
    Assumptions.assumeTrue(
        server.isPresent() && agent.isPresent() && commandLine.isPresent(),
        "no release was built: mvn -Prelease package");
    run(Map.of(), "unzip", "-q", server.orElseThrow().toString(), "-d", folder.toString());
    for (Path programs : List.of(agent.orElseThrow(), commandLine.orElseThrow())) {
      assertThat(Files.size(programs)).as(programs.toString()).isLessThan(MOST_BYTES);
      run(Map.of(), "tar", "-xzf", programs.toString(), "-C", folder.toString());
    }
  }

  @AfterEach
  void stop() throws Exception {
    processes.reversed().forEach(Process::destroy);
    for (Process process : processes) {
      if (!process.waitFor(40, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  void installedRelease_leadsFromSignInToALiveAnswer() throws Exception {
    URI site = URI.create("http://127.0.0.1:" + ports.api());
    Path server = unpacked("visiona-server-");
    assertThat(server.resolve("wlp/usr/servers"))
        .isDirectoryNotContaining("glob:**/*dev*")
        .isDirectoryContaining("glob:**/visiona-relay");
    assertThat(server.resolve("wlp/usr/shared/apps")).isDirectoryNotContaining("glob:**/standins*");
    try (Stack memberCenter = Stack.allInOne(Map.of("visiona.public-url", site.toString()))) {
      start(
          settings(memberCenter.ports().standins()),
          server.resolve("bin/visiona-server").toString(),
          "run");
      await()
          .atMost(STARTED)
          .until(() ->
              HttpProbe.status(URI.create("http://127.0.0.1:" + ports.tunnel() + "/healthz")) == 200
                  && HttpProbe.status(site.resolve("/health/ready")) == 200);
      try (Person alice = new Person(site).signIn("alice", "alice")) {
        String home = folder.resolve("home").toString();
        Map<String, String> user = Map.of("HOME", home, "XDG_CONFIG_HOME", home + "/.config");
        run(user, unpacked("visiona-agent-").resolve("install.sh").toString(), "--user");
        String agent = home + "/.local/bin/visiona-agent";
        Path state = folder.resolve("state");
        Files.createDirectory(state);
        run(
            Map.of(),
            agent,
            "pair",
            alice.pairingCode("installed", true),
            "--server",
            site.toString(),
            "--state",
            state.toString());
        start(Map.of(), agent, "run", "--state", state.toString());
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> alice.get("/api/devices").body().contains("kl720"));
        String id = alice.agents().getFirst().getString("id");
        assertThat(alice.get("/api/agents/" + id + "/system/info").statusCode()).isEqualTo(200);
        assertThat(alice.get("/api/agents/" + id + "/proxy/healthz").statusCode()).isEqualTo(200);
        commandLineSees(alice, site, user);
      }
    }
  }

  /** The installed command line, with a session that Alice approves in her browser. */
  private void commandLineSees(Person alice, URI site, Map<String, String> user) throws Exception {
    run(user, unpacked("visiona-cli-").resolve("install.sh").toString(), "--user");
    String visiona = user.get("HOME") + "/.local/bin/visiona";
    Path said = folder.resolve("login.txt");
    Process login =
        builder(user, visiona, "login", "--server", site.toString(), "--device")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    processes.add(login);
    Pattern code = Pattern.compile("[A-Z0-9]{4}-[A-Z0-9]{4}");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> code.matcher(Files.readString(said)).find() || !login.isAlive());
    Matcher told = code.matcher(Files.readString(said));
    assertThat(told.find()).as(Files.readString(said)).isTrue();
    assertThat(
            alice
                .post("/api/auth/device/approve", "{\"user_code\":\"" + told.group() + "\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(login.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(login.exitValue()).as(Files.readString(said)).isZero();
    run(user, visiona, "devices", "--json");
  }

  /** A Java that cannot run the applications is named before anything else is tried. */
  @Test
  void olderJava_isRefusedInOneLine() throws Exception {
    Optional<Path> older =
        Stream.of(17, 21)
            .map(version -> Path.of("/usr/lib/jvm/java-" + version + "-openjdk-amd64"))
            .filter(Files::isDirectory)
            .findFirst();
    Assumptions.assumeTrue(older.isPresent(), "needs an older Java beside the one of the build");
    ProcessBuilder builder =
        new ProcessBuilder(
                unpacked("visiona-server-").resolve("bin/visiona-server").toString(), "run")
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", older.orElseThrow().toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said.lines()).hasSize(1).first().asString().contains("is too old", "Java 25");
  }

  private Map<String, String> settings(int memberCenter) {
    Map<String, String> settings = new TreeMap<>();
    ServerVariables.of(ports)
        .forEach((name, value) ->
            settings.put(name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), value));
    settings.put("VISIONA_MODE", "development");
    settings.put("VISIONA_OIDC_ISSUER", "http://127.0.0.1:" + memberCenter);
    settings.put("VISIONA_OIDC_CLIENT_ID", "visiona");
    settings.put("VISIONA_INTERNAL_SECRET", Stack.INTERNAL_SECRET);
    return settings;
  }

  private void start(Map<String, String> environment, String... command) throws IOException {
    ProcessBuilder builder = builder(environment, command);
    processes.add(builder.redirectErrorStream(true).redirectOutput(log().toFile()).start());
  }

  private void run(Map<String, String> environment, String... command) throws Exception {
    Path log = log();
    Process process =
        builder(environment, command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  private static ProcessBuilder builder(Map<String, String> environment, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder;
  }

  private Path log() throws IOException {
    return Files.createTempFile(folder, "process", ".log");
  }

  private Path unpacked(String prefix) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(path -> path.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Optional<Path> archive(String prefix, String suffix) throws IOException {
    if (!Files.isDirectory(BUILT)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(BUILT)) {
      return found
          .filter(path -> path.getFileName().toString().startsWith(prefix))
          .filter(path -> path.getFileName().toString().endsWith(suffix))
          .findFirst();
    }
  }
}
