package io.visiona.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.support.AgentRig;
import io.visiona.agent.support.AgentRig.Answer;
import io.visiona.agent.support.FileServer;
import io.visiona.agent.support.Sse;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterTest {
  private static final String FIRST = "kl720-0001";
  private static final String SECOND = "kl720-0002";

  @TempDir Path folder;
  private FileServer files;
  private AgentRig agent;
  private String path;

  @BeforeEach
  void start() throws Exception {
    files = new FileServer(20_000);
    agent = new AgentRig(folder, List.of(files.origin()), FIRST, SECOND, "kl520-0003");
    agent.post("devices/" + FIRST + "/connect", "{}").close();
    agent.post("devices/" + SECOND + "/connect", "{}").close();
    Answer made =
        agent.post(
            "clusters",
            """
            {"name":"Pair","devices":[{"device_id":"%s","weight":2},{"device_id":"%s"}]}\
            """
                .formatted(FIRST, SECOND));
    assertThat(made.status()).isEqualTo(201);
    JsonObject cluster = made.json();
    path = "clusters/" + cluster.getString("id");
    assertThat(made.header("Location")).isEqualTo("/api/" + path);
    agent
        .post(
            path + "/flash",
            files.order("KL720").replace("\"verify\"", "\"parallel\":true,\"verify\""))
        .close();
    try (Answer flash = agent.get(path + "/flash", "Accept: text/event-stream")) {
      assertThat(new String(flash.bytes(), StandardCharsets.UTF_8)).contains("succeeded");
    }
  }

  @AfterEach
  void stop() {
    agent.close();
    files.close();
  }

  @Test
  void results_comeInOrderFromBoth_andOneDeviceTakesOverForALostOne() throws Exception {
    agent.post(path + "/inference/start", "{}").close();
    try (Answer answer = agent.get(path + "/inference/results?max_fps=60")) {
      Sse events = new Sse(answer.body());
      Set<String> workers = new HashSet<>();
      long last = 0;
      for (int i = 0; i < 40; i++) {
        JsonObject result = events.await("result").json();
        assertThat(result.getJsonNumber("frame_id").longValue()).isGreaterThan(last);
        last = result.getJsonNumber("frame_id").longValue();
        workers.add(result.getString("device_id"));
      }
      assertThat(workers).containsExactlyInAnyOrder(FIRST, SECOND);
      agent
          .services()
          .drivers()
          .faults()
          .orElseThrow()
          .inject("unplug", new DeviceId(FIRST), Duration.ZERO);
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> agent.get(path).json().getString("state"), "degraded"::equals);
      events.await("result");
      agent
          .services()
          .drivers()
          .faults()
          .orElseThrow()
          .inject("unplug", new DeviceId(SECOND), Duration.ZERO);
      assertThat(events.await("end").json().getString("stop_reason")).isEqualTo("device_removed");
    }
    assertThat(agent.get(path).json().getString("state")).isEqualTo("faulted");
  }

  @Test
  void membership_isChecked() throws Exception {
    assertThat(agent.post(path + "/devices", "{\"device_id\":\"kl520-0003\"}").code())
        .isEqualTo("mixed_chips");
    Answer second =
        agent.post("clusters", "{\"name\":\"x\",\"devices\":[{\"device_id\":\"" + FIRST + "\"}]}");
    assertThat(second.code()).isEqualTo("device_in_cluster");
    agent.post(path + "/inference/start", "{}").close();
    assertThat(agent.call("PUT", path, "{\"name\":\"x\"}").code()).isEqualTo("cluster_running");
    assertThat(agent.call("DELETE", path, null).code()).isEqualTo("cluster_running");
    JsonObject fewer = agent.call("DELETE", path + "/devices/" + FIRST, null).json();
    assertThat(fewer.getJsonArray("devices")).hasSize(1);
    assertThat(agent.call("DELETE", path + "?force=true", null).status()).isEqualTo(204);
    assertThat(agent.get(path).code()).isEqualTo("cluster_not_found");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> agent.get("devices/" + FIRST).json().getString("state"), "ready"::equals);
  }
}
