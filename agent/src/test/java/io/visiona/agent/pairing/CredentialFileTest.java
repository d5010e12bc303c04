package io.visiona.agent.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.agent.tunnel.SessionToken;
import io.visiona.agent.tunnel.TunnelAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialFileTest {
  private static final AgentCredential CREDENTIAL =
      new AgentCredential(
          "8d3c",
          "box \"1\"",
          new SessionToken("0123456789abcdefghij"),
          TunnelAddress.parse("wss://relay.example/tunnel/connect"),
          List.of("https://files.example"));

  @TempDir Path folder;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void credential_isReadAsItWasWritten() throws IOException {
    CredentialFile file = new CredentialFile(folder.resolve("agent.json"));
    file.prepare();
    file.write(CREDENTIAL);
    assertThat(file.read()).isEqualTo(CREDENTIAL);
  }

  @Test
  void fileAndNewFolders_areTheOwnersOnly() throws IOException {
    Path path = folder.resolve("new/deep/agent.json");
    new CredentialFile(path).write(CREDENTIAL);
    assertThat(mode(path)).isEqualTo("rw-------");
    assertThat(mode(folder.resolve("new/deep"))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("new"))).isEqualTo("rwx------");
  }

  @Test
  void writing_replacesAFileThatWasOpenToOthersAndLeavesNothingElseBehind() throws IOException {
    Path path = folder.resolve("agent.json");
    Files.writeString(path, "old");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    new CredentialFile(path).write(CREDENTIAL);
    assertThat(mode(path)).isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void prepare_keepsWhatIsThereAndFindsOutThatThereIsNoPlace() throws IOException {
    CredentialFile file = new CredentialFile(folder.resolve("agent.json"));
    file.write(CREDENTIAL);
    file.prepare();
    assertThat(file.read()).isEqualTo(CREDENTIAL);
    Files.writeString(folder.resolve("plain"), "");
    CredentialFile beneathAFile = new CredentialFile(folder.resolve("plain/agent.json"));
    assertThatThrownBy(beneathAFile::prepare).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rwxrwxrwx"})
  void fileThatOthersCanUse_isNotUsed(String mode) throws IOException {
    CredentialFile file = new CredentialFile(folder.resolve("agent.json"));
    file.write(CREDENTIAL);
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString(mode));
    assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining("others");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "not json secret",
        "{\"session_token\":\"secret\"}",
        "{\"agent_id\":\"a\",\"name\":\"n\",\"session_token\":\"secret\",\"tunnel_url\":\"x\"}"
      })
  void damagedFile_isAnErrorThatDoesNotQuoteIt(String text) throws IOException {
    CredentialFile file = new CredentialFile(folder.resolve("agent.json"));
    file.write(CREDENTIAL);
    Files.writeString(file.path(), text);
    assertThatThrownBy(file::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not hold a credential")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void missingFile_saysSo() {
    CredentialFile file = new CredentialFile(folder.resolve("agent.json"));
    assertThatThrownBy(file::read).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void token_neverShowsInText() {
    assertThat(CREDENTIAL.toString()).doesNotContain("0123456789");
  }
}
