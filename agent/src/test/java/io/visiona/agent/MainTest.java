package io.visiona.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.agent.pairing.AgentCredential;
import io.visiona.agent.pairing.CredentialFile;
import io.visiona.agent.support.TestRelay;
import io.visiona.agent.tunnel.SessionToken;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int execute(String... arguments) {
    return Main.commandLine()
        .setErr(new PrintWriter(err, true))
        .setOut(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String state(String tunnelUrl) throws Exception {
    Path file = folder.resolve("agent.json");
    Files.writeString(
        file,
        "{\"agent_id\":\"a\",\"name\":\"n\",\"session_token\":\"0123456789abcdefghij\","
            + "\"tunnel_url\":\""
            + tunnelUrl
            + "\"}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }

  @Test
  void help_listsEveryExitCode() {
    assertThat(execute("--help")).isEqualTo(AgentExitCode.OK.number());
    for (AgentExitCode code : AgentExitCode.values()) {
      assertThat(err.toString()).contains("\n  " + code.number() + "  ");
    }
  }

  @Test
  void wrongUsage_isExitCode2() {
    assertThat(execute()).isEqualTo(2);
    assertThat(execute("run", "--transport", "pigeon")).isEqualTo(2);
    assertThat(execute("run", "--target", "https://x/path")).isEqualTo(2);
    assertThat(execute("pair")).isEqualTo(2);
    assertThat(execute("pair", "x", "--server", "ftp://x")).isEqualTo(2);
  }

  @Test
  void plainHttpToAnotherMachine_needsAFlag() throws Exception {
    assertThat(execute("pair", "x", "--server", "http://relay.example")).isEqualTo(2);
    assertThat(execute("run", "--state", state("ws://relay.example/"))).isEqualTo(2);
    assertThat(err.toString()).contains("--allow-insecure");
  }

  @Test
  void runWithoutPairing_saysWhatToDo() {
    int code = execute("run", "--state", folder.resolve("none").toString());
    assertThat(code).isEqualTo(AgentExitCode.NO_CREDENTIAL.number());
    assertThat(err.toString()).contains("Run pair first");
  }

  @Test
  void unreachableServer_isExitCode5AndLeavesNoFile() {
    Path file = folder.resolve("agent.json");
    int code = execute("pair", "x", "--server", "http://127.0.0.1:1", "--state", file.toString());
    assertThat(code).isEqualTo(AgentExitCode.UNAVAILABLE.number());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusedCredential_endsTheRunAndNeverShowsTheToken() throws Exception {
    try (TestRelay relay = new TestRelay()) {
      relay.refuse("yamux", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0");
      int code = execute("run", "--state", state(relay.url()));
      assertThat(code).isEqualTo(AgentExitCode.REFUSED.number());
    }
    assertThat(err.toString()).contains("Pair this machine again").doesNotContain("0123456789");
  }

  /** As the console tells: the token is read, so that it is in no list of processes. */
  @Test
  void newToken_isStored_andTheAgentStaysWhoItIs() throws Exception {
    String file = state("wss://relay.example/ws/tunnel");
    int code = type("  zyxwvutsrqponmlkjihg\n", "token", "--state", file);
    assertThat(code).as(err.toString()).isEqualTo(AgentExitCode.OK.number());
    assertThat(err.toString()).doesNotContain("zyxwvu");
    AgentCredential stored = new CredentialFile(Path.of(file)).read();
    assertThat(stored.token()).isEqualTo(new SessionToken("zyxwvutsrqponmlkjihg"));
    assertThat(stored.agentId()).isEqualTo("a");
    assertThat(stored.tunnel()).hasToString("https://relay.example/ws/tunnel");
  }

  @Test
  void whatIsNoToken_leavesTheCredentialAsItWas() throws Exception {
    String file = state("wss://relay.example/ws/tunnel");
    String before = Files.readString(Path.of(file));
    assertThat(type("short\n", "token", "--state", file)).isEqualTo(AgentExitCode.USAGE.number());
    assertThat(type("", "token", "--state", file)).isEqualTo(AgentExitCode.USAGE.number());
    assertThat(Path.of(file)).hasContent(before);
    assertThat(type("zyxwvutsrqponmlkjihg\n", "token", "--state", folder.resolve("no").toString()))
        .isEqualTo(AgentExitCode.NO_CREDENTIAL.number());
  }

  private int type(String line, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
    try {
      return execute(arguments);
    } finally {
      System.setIn(before);
    }
  }
}
