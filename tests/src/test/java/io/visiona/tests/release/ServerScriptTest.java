package io.visiona.tests.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.visiona.launch.Installation;
import io.visiona.tests.support.OtherPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code bin/visiona-server} refuses before it starts Liberty, which would tell of it in
 * hundreds of lines. In Liberty's place is a script that tells that it was begun.
 */
final class ServerScriptTest {
  private static final String BEGUN = "Liberty was begun";
  private static final int CANNOT_CREATE = 73;
  private static final String NOBODY = "65534";

  @TempDir private Path home;

  /** What was printed, and the status. */
  private record Said(int status, String text) {
    void isOneLine(int expected, String... parts) {
      assertThat(status).as(text).isEqualTo(expected);
      assertThat(text.lines()).as(text).hasSize(1);
      assertThat(text).startsWith("visiona-server: ").contains(parts).doesNotContain(BEGUN);
    }
  }

  @BeforeEach
  void install() throws IOException {
    Path script = program("bin/visiona-server");
    Files.copy(
        Installation.find().root().resolve("release/src/main/server/bin/visiona-server"), script);
    allowEverybody(script);
    Path liberty = program("wlp/bin/server");
    Files.writeString(liberty, "#!/bin/sh\necho " + BEGUN + "\n");
    allowEverybody(liberty);
    allowEverybody(home);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "start"})
  void whereAllIsInOrder_libertyIsBegun(String command) throws Exception {
    Said said = run(List.of(), home.resolve("out"), javaHome(), command);
    assertThat(said.text()).isEqualTo(BEGUN + "\n");
    assertThat(said.status()).isZero();
    assertThat(home.resolve("out/visiona/logs")).isDirectory();
  }

  /** Liberty runs on without it, and nothing would ever write the report. */
  @Test
  void applicationThatCannotBeDeployed_endsTheCheck() throws Exception {
    Path pid = home.resolve("pid");
    Files.writeString(
        home.resolve("wlp/bin/server"),
        """
        #!/bin/sh
        echo $$ >'%s'
        echo '[ERROR   ] CWWKZ0002E: An exception occurred while starting the application api.'
        exec sleep 60
        """
            .formatted(pid));
    Said said = run(List.of(), home.resolve("out"), javaHome(), "check");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.text())
        .contains("CWWKZ0002E")
        .endsWith(
            "visiona-server: visiona could not be started to be checked (an application cannot be deployed)\n");
    assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())))
        .as("what was started for the check")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "start", "check"})
  void olderJava_isNamed(String command) throws Exception {
    Path java = program("jdk/bin/java");
    Files.writeString(java, "#!/bin/sh\necho '    java.specification.version = 21' >&2\n");
    allowEverybody(java);
    run(List.of(), home.resolve("out"), home.resolve("jdk").toString(), command)
        .isOneLine(1, "Java 21 is too old: a Java 25 is needed");
  }

  @Test
  void folderThatCannotBeMade_isNamed() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "in the way");
    run(List.of(), file.resolve("out"), javaHome(), "run")
        .isOneLine(CANNOT_CREATE, "cannot make the folder " + file.resolve("out/visiona"));
  }

  /** As after a first start by root. */
  @Test
  void whatSomebodyElseOwns_isNamed() throws Exception {
    Path workArea = Files.createDirectories(home.resolve("out/visiona/workarea"));
    allowEverybody(home.resolve("out"));
    for (Path folder : List.of(home.resolve("out/visiona"), home.resolve("out/visiona/logs"))) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Files.setPosixFilePermissions(workArea, PosixFilePermissions.fromString("r-xr-xr-x"));
    List<String> asNobody =
        isRoot() ? List.of("setpriv", "--reuid=" + NOBODY, "--clear-groups") : List.of();
    run(asNobody, home.resolve("out"), javaHome(), "run")
        .isOneLine(CANNOT_CREATE, "cannot write to " + workArea);
  }

  @Test
  void fullDisk_isNamed() throws Exception {
    assumeTrue(canMount(), "no file system can be mounted here: skipped");
    Path out = Files.createDirectory(home.resolve("out"));
    run(
            List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=8m full '" + out + "' && exec \"$@\"",
                "sh"),
            out,
            javaHome(),
            "run")
        .isOneLine(CANNOT_CREATE, "only 8 MiB are free in " + out, "it needs 100 to start");
  }

  private Said run(List<String> before, Path output, String javaHome, String command)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(before);
    whole.addAll(List.of("sh", home.resolve("bin/visiona-server").toString(), command));
    ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", javaHome);
    builder.environment().put("WLP_OUTPUT_DIR", output.toString());
    builder.environment().remove("LOG_DIR");
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), text);
  }

  private static String javaHome() {
    return System.getProperty("java.home");
  }

  private Path program(String path) throws IOException {
    Path program = home.resolve(path);
    Files.createDirectories(program.getParent());
    return program;
  }

  private static void allowEverybody(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean canMount() throws InterruptedException {
    return OtherPrograms.runs("unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=1m try /tmp");
  }
}
