package io.visiona.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileTest {
  private static final CliSession SESSION =
      new CliSession(
          URI.create("https://visiona.example"), "c=secret", "alice", "2026-11-26T20:00:00Z");

  @TempDir Path folder;

  @Test
  void session_isReadAsItWasWritten_andNobodyElseCanReadIt() throws IOException {
    SessionFile file = new SessionFile(folder.resolve("new/session.json"));
    file.write(SESSION);
    file.write(SESSION);

    assertThat(file.read()).contains(SESSION);
    assertThat(permissions(file.path())).isEqualTo("rw-------");
    assertThat(permissions(folder.resolve("new"))).isEqualTo("rwx------");
    try (Stream<Path> left = Files.list(folder.resolve("new"))) {
      assertThat(left).containsExactly(file.path());
    }
  }

  @Test
  void fileThatOthersCanRead_isNotUsed() throws IOException {
    SessionFile file = new SessionFile(folder.resolve("session.json"));
    file.write(SESSION);
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(file::read)
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_SIGNED_IN))
        .hasMessageNotContaining("secret");
  }

  @Test
  void somethingElse_isNoSession_andIsNotQuoted() throws IOException {
    Path place = folder.resolve("session.json");
    SessionFile file = new SessionFile(place);
    file.write(SESSION);
    Files.writeString(place, "{\"cookie\":\"secret\"}");

    assertThatThrownBy(file::read).isInstanceOf(Failure.class).hasMessageNotContaining("secret");
  }

  @Test
  void noFile_isNobody_andDeletingItTwiceIsNoFault() {
    SessionFile file = new SessionFile(folder.resolve("session.json"));
    assertThat(file.read()).isEmpty();
    file.write(SESSION);
    file.delete();
    file.delete();
    assertThat(file.read()).isEmpty();
  }

  @Test
  void place_isNamedByTheEnvironment() {
    assertThat(SessionFile.of(Map.of("VISIONA_HOME", "/a")).path()).hasToString("/a/session.json");
    assertThat(SessionFile.of(Map.of("XDG_CONFIG_HOME", "/b")).path())
        .hasToString("/b/visiona/session.json");
    assertThat(SessionFile.of(Map.of()).path().toString())
        .endsWith("/.config/visiona/session.json");
  }

  @Test
  void credential_isNotPrinted() {
    assertThat(SESSION.toString()).doesNotContain("secret");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
