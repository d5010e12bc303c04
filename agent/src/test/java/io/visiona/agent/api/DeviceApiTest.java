package io.visiona.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.agent.simulator.FrameMark;
import io.visiona.agent.support.AgentRig;
import io.visiona.agent.support.AgentRig.Answer;
import io.visiona.agent.support.FileServer;
import io.visiona.agent.support.Parts;
import io.visiona.agent.support.Sse;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.Random.class)
final class DeviceApiTest {
  private static final String DEVICE = "kl720-00b2";

  private FileServer files;
  private AgentRig agent;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    files = new FileServer(300_000);
    agent = new AgentRig(folder, List.of(files.origin()));
    connectAndFlash();
  }

  @AfterAll
  void stop() {
    agent.close();
    files.close();
  }

  private void connectAndFlash() throws Exception {
    assertThat(agent.post("devices/" + DEVICE + "/connect", "{}").json().getString("state"))
        .isEqualTo("ready");
    try (Answer flash = agent.post("devices/" + DEVICE + "/flash", files.order("KL720"))) {
      assertThat(flash.status()).isEqualTo(202);
    }
    awaitFlash("succeeded");
  }

  private void awaitFlash(String state) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> agent.get("devices/" + DEVICE + "/flash").json().getString("state"),
            state::equals);
  }

  @Test
  void infoHealthAndMetrics_haveTheirShape() throws Exception {
    JsonObject info = agent.get("system/info").json();
    assertThat(info.getJsonObject("agent").getString("name")).isEqualTo("rig");
    assertThat(info.getJsonArray("drivers")).hasSize(1);
    JsonObject health = agent.get("system/health").json();
    assertThat(health.getString("status")).isIn("ok", "degraded", "failing");
    assertThat(agent.get("system/health").header("Date")).endsWith("GMT");
    JsonObject metrics = agent.get("system/metrics?window_s=60&step_s=5").json();
    assertThat(metrics.getJsonObject("series").getJsonArray("cpu")).hasSize(12);
    assertThat(agent.get("system/metrics?window_s=0").json().get("series"))
        .isEqualTo(JsonValue.NULL);
  }

  @Test
  void flashedDevice_holdsTheModelAndNeverTheToken() throws Exception {
    JsonObject device = agent.get("devices/" + DEVICE).json();
    assertThat(device.getJsonObject("model").getString("name")).isEqualTo("Doorbell");
    assertThat(device.getJsonObject("model").getString("sha256")).isEqualTo(files.sha256());
    assertThat(device.toString()).doesNotContain(FileServer.TOKEN);
  }

  @Test
  void results_comeInOrderAndEndWithAReason() throws Exception {
    String path = "devices/" + DEVICE + "/inference/";
    JsonObject session = agent.post(path + "start", "{\"threshold\":0.3}").json();
    assertThat(session.getString("state")).isEqualTo("running");
    assertThat(agent.post(path + "start", "{\"threshold\":0.3}").json().getString("session_id"))
        .isEqualTo(session.getString("session_id"));
    assertThat(agent.post(path + "start", "{\"threshold\":0.4}").code())
        .isEqualTo("inference_running");
    try (Answer answer = agent.get(path + "results")) {
      Sse events = new Sse(answer.body());
      assertThat(events.next().name()).isEqualTo("state");
      long last = 0;
      for (int i = 0; i < 10; i++) {
        JsonObject result = events.await("result").json();
        long id = result.getJsonNumber("frame_id").longValue();
        assertThat(id).isGreaterThan(last);
        last = id;
      }
      assertThat(events.await("summary").json()).containsKey("latency_ms");
      assertThat(agent.post(path + "stop", "{}").json().getString("stop_reason"))
          .isEqualTo("requested");
      assertThat(events.await("end").json().getString("stop_reason")).isEqualTo("requested");
    }
    assertThat(agent.get("devices/" + DEVICE).json().getString("state")).isEqualTo("ready");
  }

  @Test
  void stream_carriesTheNumberThatIsBurntIn() throws Exception {
    try (Answer answer = agent.get("cameras/cam-0/stream?width=640&fps=10")) {
      assertThat(answer.header("Content-Type"))
          .isEqualTo("multipart/x-mixed-replace; boundary=frame");
      Parts parts = new Parts(answer.body());
      for (int i = 0; i < 10; i++) {
        Parts.Part part = parts.next();
        var picture = ImageIO.read(new ByteArrayInputStream(part.bytes()));
        assertThat(picture.getWidth()).isEqualTo(640);
        assertThat(FrameMark.read(picture)).isEqualTo(Long.parseLong(part.header("X-Frame-Id")));
        assertThat(part.header("X-Frame-State")).isEqualTo("live");
      }
    }
  }

  @Test
  void snapshot_isOnePicture() throws Exception {
    Answer answer = agent.get("cameras/cam-0/snapshot?width=320");
    var picture = ImageIO.read(new ByteArrayInputStream(answer.bytes()));
    assertThat(picture.getWidth()).isEqualTo(320);
    assertThat(FrameMark.read(picture)).isEqualTo(Long.parseLong(answer.header("X-Frame-Id")));
  }

  @Test
  void unknownPathAndMethod_areToldApart() throws Exception {
    assertThat(agent.get("nothing").code()).isEqualTo("no_such_endpoint");
    Answer wrong = agent.call("PUT", "devices", "{}");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.header("Allow")).isEqualTo("GET, HEAD");
    assertThat(agent.get("devices/kl1-none").code()).isEqualTo("device_not_found");
    assertThat(agent.get("devices/a%2Fb").status()).isEqualTo(404);
  }
}
