package io.visiona.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.agent.support.AgentRig;
import io.visiona.agent.support.WsClient;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventSocketTest {
  private AgentRig agent;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    agent = new AgentRig(folder);
  }

  @AfterAll
  void stop() {
    agent.close();
  }

  @Test
  void snapshot_beginsWithHelloAndEndsWithReady() throws Exception {
    try (WsClient events = new WsClient(agent)) {
      List<String> types = new ArrayList<>();
      long seq = 0;
      JsonObject message;
      do {
        message = events.next();
        seq++;
        types.add(message.getString("type"));
        assertThat(message.getInt("v")).isEqualTo(1);
        assertThat(message.getJsonNumber("seq").longValue()).isEqualTo(seq);
      } while (!message.getString("type").equals("ready"));
      assertThat(types).startsWith("hello").contains("camera", "health").endsWith("ready");
      assertThat(types.stream().filter("device"::equals)).hasSize(2);
    }
  }

  @Test
  void changes_followTheSnapshot() throws Exception {
    try (WsClient events = new WsClient(agent)) {
      events.await("ready");
      agent.call("PATCH", "devices/kl520-00a1", "{\"name\":\"Gate\"}").close();
      JsonObject data = events.await("device").getJsonObject("data");
      assertThat(data.getString("change")).isEqualTo("changed");
      assertThat(data.getJsonObject("device").getString("name")).isEqualTo("Gate");
    }
  }

  @Test
  void metricsAndLogs_comeWhenAskedFor() throws Exception {
    try (WsClient events = new WsClient(agent)) {
      events.await("ready");
      events.send(
          "{\"id\":\"1\",\"type\":\"subscribe\",\"data\":{\"topic\":\"metrics\",\"every_ms\":250}}");
      assertThat(events.await("ack").getJsonObject("data").getString("id")).isEqualTo("1");
      assertThat(events.await("metrics").getJsonObject("data")).containsKey("tunnel");
      events.send("{\"type\":\"subscribe\",\"data\":{\"topic\":\"logs\",\"level\":\"info\"}}");
      assertThat(events.await("log").getJsonObject("data")).containsKey("message");
    }
  }

  @Test
  void badMessages_areAnsweredAndTheConnectionStays() throws Exception {
    try (WsClient events = new WsClient(agent)) {
      events.await("ready");
      events.send("{\"id\":\"7\",\"type\":\"dance\"}");
      JsonObject error = events.await("error").getJsonObject("data");
      assertThat(error.getString("code")).isEqualTo("bad_message");
      assertThat(error.getString("id")).isEqualTo("7");
      events.send("{\"type\":\"subscribe\",\"data\":{\"topic\":\"weather\"}}");
      assertThat(events.await("error").getJsonObject("data").getString("code"))
          .isEqualTo("bad_message");
      events.send("{\"type\":\"ping\"}");
      assertThat(events.await("pong")).isNotNull();
    }
  }

  @Test
  void thirtyThirdSubscription_isRefused() throws Exception {
    try (WsClient events = new WsClient(agent)) {
      events.await("ready");
      for (int i = 0; i < 33; i++) {
        events.send(
            "{\"type\":\"subscribe\",\"data\":{\"topic\":\"results\",\"device_id\":\"d"
                + i
                + "\"}}");
      }
      assertThat(events.await("error").getJsonObject("data").getString("code"))
          .isEqualTo("bad_message");
    }
  }

  @Test
  void whatIsNoTextMessageOfJson_closesWithItsCode() throws Exception {
    assertClose(0x82, "{}".getBytes(StandardCharsets.UTF_8), 1003);
    assertClose(0x81, "not json".getBytes(StandardCharsets.UTF_8), 1007);
    assertClose(0x81, new byte[] {(byte) 0xff, (byte) 0xfe}, 1007);
    assertClose(0x81, new byte[4097], 1009);
    assertClose(0xf1, "{}".getBytes(StandardCharsets.UTF_8), 1002);
  }

  private void assertClose(int first, byte[] payload, int code) throws Exception {
    try (WsClient events = new WsClient(agent)) {
      events.frame(first, payload);
      assertThat(events.awaitClose()).isEqualTo(code);
    }
  }

  @Test
  void withoutAnUpgrade_thePathIsARefusal() throws Exception {
    assertThat(agent.get("events").code()).isEqualTo("bad_request");
  }
}
