package io.visiona.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.visiona.agent.support.AgentRig;
import io.visiona.agent.support.Sse;
import io.visiona.agent.support.TestRelay;
import io.visiona.yamux.blocking.YamuxStream;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/agents.md is built and does what the document says. */
final class GoExampleTest {
  private static final Path SOURCE = Path.of("..", "docs", "examples", "go-agent");
  private static final Path LIBRARIES = Path.of("/usr/share/gocode");

  @TempDir Path folder;

  @Test
  void example_showsADeviceAndItsResults() throws Exception {
    Path program = build();
    try (TestRelay relay = new TestRelay()) {
      Process agent =
          new ProcessBuilder(
                  program.toString(), "-url", relay.url(), "-token", "example-token-0123")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        TestRelay.Accepted tunnel = relay.awaitTunnel();
        assertThat(get(tunnel, "system/info").json().getJsonObject("agent").getString("name"))
            .isEqualTo("go-example");
        JsonObject device = get(tunnel, "devices").json().getJsonArray("items").getJsonObject(0);
        assertThat(device.getString("id")).isEqualTo("kl720-9a01");
        assertThat(get(tunnel, "cameras").code()).isEqualTo("no_such_endpoint");
        AgentRig.Answer results = get(tunnel, "devices/kl720-9a01/inference/results");
        Sse events = new Sse(results.body());
        assertThat(events.next().name()).isEqualTo("state");
        long first = events.await("result").json().getJsonNumber("frame_id").longValue();
        long second = events.await("result").json().getJsonNumber("frame_id").longValue();
        assertThat(second).isEqualTo(first + 1);
        results.close();
      } finally {
        agent.destroyForcibly();
      }
    }
  }

  private static AgentRig.Answer get(TestRelay.Accepted tunnel, String path) throws Exception {
    YamuxStream stream = tunnel.session().open(Duration.ofSeconds(10));
    stream.readTimeout(Duration.ofSeconds(10));
    String head = "GET /api/" + path + " HTTP/1.1\r\nHost: agent\r\n\r\n";
    stream.output().write(head.getBytes(StandardCharsets.US_ASCII));
    return AgentRig.read(stream, "GET");
  }

  private Path build() throws IOException, InterruptedException {
    assumeTrue(
        Files.isDirectory(LIBRARIES.resolve("src/github.com/hashicorp/yamux")) && hasGo(),
        "needs Go: apt-get install golang-go golang-github-hashicorp-yamux-dev"
            + " golang-github-gorilla-websocket-dev");
    Path program = folder.resolve("go-agent");
    ProcessBuilder builder =
        new ProcessBuilder("go", "build", "-o", program.toString(), ".")
            .directory(SOURCE.toFile())
            .inheritIO();
    builder.environment().put("GO111MODULE", "off");
    builder.environment().put("GOPATH", LIBRARIES.toString());
    builder.environment().put("GOCACHE", Path.of("target", "go-cache").toAbsolutePath().toString());
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return program;
  }

  private static boolean hasGo() throws InterruptedException {
    try {
      return new ProcessBuilder("go", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
