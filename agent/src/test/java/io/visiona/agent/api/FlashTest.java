package io.visiona.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.agent.support.AgentRig;
import io.visiona.agent.support.AgentRig.Answer;
import io.visiona.agent.support.FileServer;
import io.visiona.agent.support.Sse;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlashTest {
  private static final String DEVICE = "devices/kl720-00b2/";

  @TempDir Path folder;
  private FileServer files;
  private AgentRig agent;

  @BeforeEach
  void start() throws Exception {
    files = new FileServer(400_000);
    agent = new AgentRig(folder, List.of(files.origin()));
    agent.post(DEVICE + "connect", "{}").close();
  }

  @AfterEach
  void stop() {
    agent.close();
    files.close();
  }

  private JsonObject flashed(String order) throws Exception {
    Answer accepted = agent.post(DEVICE + "flash", order);
    assertThat(accepted.status()).isEqualTo(202);
    return finished();
  }

  private JsonObject finished() throws Exception {
    try (Answer answer = agent.get(DEVICE + "flash", "Accept: text/event-stream")) {
      Sse events = new Sse(answer.body());
      double progress = 0;
      JsonObject flash = events.next().json();
      while (flash.get("ended_at") == JsonValue.NULL) {
        double now = flash.getJsonNumber("progress").doubleValue();
        assertThat(now).isGreaterThanOrEqualTo(progress);
        progress = now;
        flash = events.next().json();
      }
      assertThat(partFiles()).as("what it leaves on the disk").isEmpty();
      return flash;
    }
  }

  private List<Path> partFiles() throws IOException {
    Path downloads = folder.resolve("downloads");
    if (!Files.exists(downloads)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(downloads)) {
      return files.toList();
    }
  }

  private static String code(JsonObject flash) {
    return flash.getJsonObject("error").getString("code");
  }

  private JsonValue model() throws Exception {
    return agent.get("devices/kl720-00b2").json().getOrDefault("model", JsonValue.FALSE);
  }

  /** Where a transfer goes on; what the client had not read yet is lost with its connection. */
  private static int begin(String range) {
    return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
  }

  @Test
  void brokenTransfer_goesOnByRange() throws Exception {
    files.breakOffAfter(150_000);
    assertThat(flashed(files.order("KL720")).getString("state")).isEqualTo("succeeded");
    assertThat(files.ranges().getFirst()).isEmpty();
    assertThat(begin(files.ranges().getLast())).isBetween(75_000, 150_000);
  }

  @Test
  void serverThatIsStartingAgain_isAskedAgain_whateverItAnswersMeanwhile() throws Exception {
    files.breakOffAfter(150_000);
    files.next(exchange -> exchange.sendResponseHeaders(404, -1));
    files.next(exchange -> exchange.sendResponseHeaders(503, -1));
    assertThat(flashed(files.order("KL720")).getString("state")).isEqualTo("succeeded");
    List<String> ranges = files.ranges();
    assertThat(ranges).hasSize(4);
    assertThat(begin(ranges.getLast())).isBetween(75_000, 150_000);
    assertThat(ranges.subList(1, 4)).containsOnly(ranges.getLast());
  }

  @Test
  void fileThatWasNeverThere_hasFailedAtOnce() throws Exception {
    files.next(exchange -> exchange.sendResponseHeaders(404, -1));
    assertThat(code(flashed(files.order("KL720")))).isEqualTo("download_failed");
    assertThat(files.ranges()).hasSize(1);
  }

  @Test
  void wrongHash_neverTouchesTheDevice() throws Exception {
    flashed(files.order("KL720"));
    JsonValue before = model();
    String order =
        files.order("KL720", "0".repeat(64), files.content().length, files.origin() + "/file");
    JsonObject flash = flashed(order);
    assertThat(code(flash)).isEqualTo("checksum_mismatch");
    assertThat(model()).isEqualTo(before);
  }

  @Test
  void refusals_haveTheirCodes() throws Exception {
    assertThat(agent.post(DEVICE + "flash", files.order("KL520")).code())
        .isEqualTo("chip_mismatch");
    assertThat(agent.post("devices/kl520-00a1/flash", files.order("KL520")).code())
        .isEqualTo("device_not_ready");
    String elsewhere =
        files.order("KL720", files.sha256(), files.content().length, "http://127.0.0.1:1/file");
    assertThat(agent.post(DEVICE + "flash", elsewhere).code()).isEqualTo("url_not_allowed");
    agent.post(DEVICE + "flash", files.order("KL720")).close();
    assertThat(agent.post(DEVICE + "flash", files.order("KL720")).code()).isEqualTo("device_busy");
    finished();
  }

  @Test
  void largerFileThanAnnounced_expiredTicketAndForeignRedirect_fail() throws Exception {
    String small = files.order("KL720", files.sha256(), 1000, files.origin() + "/file");
    assertThat(code(flashed(small))).isEqualTo("file_too_large");
    files.next(exchange -> exchange.sendResponseHeaders(401, -1));
    assertThat(code(flashed(files.order("KL720")))).isEqualTo("download_expired");
    files.next(exchange -> {
      exchange.getResponseHeaders().set("Location", "http://127.0.0.2:1/file");
      exchange.sendResponseHeaders(302, -1);
    });
    assertThat(code(flashed(files.order("KL720")))).isEqualTo("download_failed");
    assertThat(agent.get("devices/kl720-00b2").json().getString("state")).isEqualTo("ready");
  }

  @Test
  void powerLossWhileWriting_leavesNoModelAndASecondTrySucceeds() throws Exception {
    flashed(files.order("KL720"));
    agent
        .services()
        .drivers()
        .faults()
        .orElseThrow()
        .inject("flash_power_loss", null, Duration.ofSeconds(60));
    JsonObject failed = flashed(files.order("KL720"));
    assertThat(code(failed)).isEqualTo("write_failed");
    assertThat(failed.getJsonObject("error").getString("remedy")).isEqualTo("reflash");
    assertThat(model()).isEqualTo(JsonValue.NULL);
    agent.post(DEVICE + "connect", "{}").close();
    assertThat(flashed(files.order("KL720")).getString("state")).isEqualTo("succeeded");
  }

  @Test
  void cancelledDownload_leavesTheDeviceReady() throws Exception {
    files.next(exchange -> {
      exchange.sendResponseHeaders(200, files.content().length);
      exchange.getResponseBody().write(files.content(), 0, 1000);
      exchange.getResponseBody().flush();
      await().atMost(Duration.ofSeconds(10)).until(() -> files.ranges().size() > 1 || isOver());
    });
    agent.post(DEVICE + "flash", files.order("KL720")).close();
    Answer cancelled = agent.call("DELETE", DEVICE + "flash", null);
    assertThat(cancelled.json().getString("state")).isEqualTo("cancelled");
    assertThat(agent.get("devices/kl720-00b2").json().getString("state")).isEqualTo("ready");
  }

  private boolean isOver() throws Exception {
    return agent.get(DEVICE + "flash").json().get("ended_at") != JsonValue.NULL;
  }

  @Test
  void token_isNowhere() throws Exception {
    flashed(files.order("KL720"));
    String log =
        new String(
            agent.get("system/logs?level=debug&follow=false&tail=2000").bytes(),
            StandardCharsets.UTF_8);
    assertThat(log).contains("flash: succeeded").doesNotContain(FileServer.TOKEN);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .doesNotContain(FileServer.TOKEN);
      }
    }
  }
}
