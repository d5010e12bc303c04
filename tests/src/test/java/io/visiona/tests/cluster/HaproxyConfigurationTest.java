package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of HAProxy that operators are given is one. */
final class HaproxyConfigurationTest {
  /** A relay that is full is ready, and takes nobody more. */
  @Test
  void relays_areAskedWhetherTheyTakeAgents_onThePortOfTheirTunnels() throws Exception {
    assertThat(Haproxy.documented())
        .containsPattern(
            "backend relays\n[^\n]*mode tcp\n(?:  [^\n]*\n)*?  option httpchk GET /health/accepting\n")
        .containsPattern("server relay-1 \\S+:3800\n");
  }

  @Test
  void configuration_isAcceptedByHaproxy(@TempDir Path folder) throws Exception {
    Haproxy.assumed();
    // The certificates are the operator's, and ports below 1024 not ours.
    String text =
        Haproxy.documented().replaceAll("ssl crt \\S+ alpn \\S+", "").replace(":443", ":44300");
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), text);
    Process check =
        new ProcessBuilder(Haproxy.PROGRAM.toString(), "-c", "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
    assertThat(said).doesNotContain("WARNING");
  }
}
