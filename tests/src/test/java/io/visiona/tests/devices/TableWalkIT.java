package io.visiona.tests.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.tests.support.Description;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every row of the table of what is forwarded, through a real tunnel to the reference agent: its
 * status, its type, and what it says held against the description of the API; 404 to another person
 * and 405 to a method that is not in the table.
 */
@OnSharedStack
final class TableWalkIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String ONE = "kl720-00b2";
  private static final String OTHER = "kl720-00b3";
  private static final String NOTHING = "{}";

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"JAVA_YAMUX", "JAVA_WEBSOCKET"})
  void everyRow_answersAsItIsDescribed(Kind kind, Stack stack) throws Exception {
    Description description = new Description(stack);
    int control = Ports.freePort();
    try (Person alice = stack.signIn("user-27");
        Person bob = stack.signIn("user-28");
        TestAgent agent =
            TestAgent.online(
                stack,
                alice,
                kind,
                "--devices",
                ONE + "," + OTHER,
                "--allow-local-sources",
                "--control",
                "127.0.0.1:" + control)) {
      Rows rows = new Rows(description, alice, bob, agent.id());
      String model = rows.upload("/api/models", Map.of("name", "Doorbell", "chip", "KL720"));
      system(rows);
      device(rows, model, URI.create("http://127.0.0.1:" + control + "/faults"));
      byte[] picture = camera(rows);
      media(rows, picture);
      cluster(rows, model);
      rows.socket(stack.api());
      rows.proxied();
      restart(rows);
      Set<String> left = new TreeSet<>(description.operations("forwarded"));
      left.removeAll(rows.walked());
      assertThat(left).as("rows that this does not walk").isEmpty();
    }
  }

  private static void system(Rows rows) throws Exception {
    rows.json("GET", "/system/info", 200);
    rows.json("GET", "/system/health", 200);
    rows.json("GET", "/system/metrics", "?window_s=60&step_s=5", "", 200);
    rows.json("GET", "/system/metrics", "?window_s=0", "", 200);
    assertThat(rows.events("/system/logs", "?tail=5&follow=false", "event: end"))
        .contains("event: log");
  }

  private static void device(Rows rows, String model, URI faults) throws Exception {
    rows.named("{device}", ONE);
    rows.json("GET", "/devices", 200);
    rows.json("POST", "/devices/scan", "", "{\"timeout_ms\":500}", 200);
    rows.json("GET", "/devices/{device}", 200);
    JsonObject renamed =
        rows.json("PATCH", "/devices/{device}", "", "{\"name\":\"By the gate\"}", 200);
    assertThat(renamed.getString("name")).isEqualTo("By the gate");
    rows.json("POST", "/devices/{device}/connect", 200);

    String flash = "/devices/{device}/flash";
    String wanted = "{\"model_id\":\"" + model + "\"}";
    String slow = "{\"fault\":\"slow_link\",\"for_s\":%d,\"value\":1000}";
    assertThat(Plain.post(faults, slow.formatted(600)).statusCode()).isEqualTo(200);
    rows.json("POST", flash, "", wanted, 202);
    assertThat(rows.json("DELETE", flash, 200).getString("state")).isEqualTo("cancelled");
    assertThat(Plain.post(faults, slow.formatted(0)).statusCode()).isEqualTo(200);
    rows.json("POST", flash, "", wanted, 202);
    rows.holds("Flash", rows.data(rows.events(flash, "", "\"succeeded\""), "flash"));
    assertThat(rows.json("GET", flash, 200).getString("state")).isEqualTo("succeeded");

    String inference = "/devices/{device}/inference/";
    JsonObject never = rows.json("POST", inference + "stop", 200);
    assertThat(never).as("no session yet").isEmpty();
    rows.json(
        "POST", inference + "start", "", "{\"threshold\":0.2,\"classes\":[\"person\",2]}", 200);
    String seen = rows.events(inference + "results", "?max_fps=30", "event: summary");
    rows.holds("InferenceSession", rows.data(seen, "state"));
    rows.holds("Result", rows.data(seen, "result"));
    rows.json("GET", "/devices/{device}", 200);
    rows.json("GET", "/system/metrics", "?window_s=10&step_s=1", "", 200);
    JsonObject over = rows.json("POST", inference + "stop", 200);
    assertThat(over.getString("stop_reason")).isEqualTo("requested");
  }

  private static byte[] camera(Rows rows) throws Exception {
    rows.named("{camera}", "cam-0");
    rows.json("GET", "/cameras", 200);
    rows.json(
        "POST",
        "/cameras/{camera}/start",
        "",
        "{\"width\":640,\"height\":360,\"fps\":10,\"force\":true}",
        200);
    String stream = rows.stream("/cameras/{camera}/stream", "?width=320", "X-Frame-Id: ");
    assertThat(stream).startsWith("multipart/x-mixed-replace; boundary=");
    byte[] picture = rows.picture("/cameras/{camera}/snapshot", "?width=320");
    await()
        .atMost(LIMIT)
        .until(() -> rows.status("POST", "/cameras/{camera}/stop", NOTHING) == 200);
    return picture;
  }

  private static void media(Rows rows, byte[] picture) throws Exception {
    Map<String, String> device = Map.of("device_id", ONE);
    rows.form("/media/image", device, picture, 200);
    JsonObject batch = rows.form("/media/batch", device, picture, 202);
    rows.named("{index}", "0");
    String which = "?batch_id=" + batch.getString("batch_id");
    await()
        .atMost(LIMIT)
        .until(() ->
            rows.json("GET", "/media/batch/{index}", which, "", 200)
                .getString("state")
                .equals("done"));
    rows.picture("/media/batch/{index}", which + "&boxes=true");

    ByteArrayOutputStream film = new ByteArrayOutputStream();
    for (int i = 0; i < 10; i++) {
      film.write(picture);
    }
    JsonObject video = rows.form("/media/video", Map.of("loop", "true"), film.toByteArray(), 202);
    JsonObject sought =
        rows.json(
            "POST",
            "/media/seek",
            "",
            "{\"media_id\":\"" + video.getString("media_id") + "\",\"frame\":4}",
            200);
    assertThat(sought.getInt("frame")).isEqualTo(4);

    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "multipart/x-mixed-replace;boundary=b");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(film.toByteArray());
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/gate.mjpeg";
      rows.json("POST", "/media/url", "", "{\"url\":\"" + address + "\"}", 202);
    } finally {
      server.stop(0);
    }
    rows.json("GET", "/cameras", 200);
  }

  private static void cluster(Rows rows, String model) throws Exception {
    rows.json("GET", "/clusters", 200);
    String order = "{\"name\":\"Gate\",\"devices\":[{\"device_id\":\"" + ONE + "\"}]}";
    JsonObject made = rows.json("POST", "/clusters", "", order, 201);
    rows.named("{cluster}", made.getString("id"));
    rows.json("GET", "/clusters/{cluster}", 200);
    rows.json("PUT", "/clusters/{cluster}", "", order.replace("Gate", "Gates"), 200);
    rows.named("{device}", OTHER);
    rows.json("POST", "/devices/{device}/connect", 200);
    String member = "{\"device_id\":\"" + OTHER + "\",\"weight\":2}";
    rows.json("POST", "/clusters/{cluster}/devices", "", member, 200);
    rows.json("PUT", "/clusters/{cluster}/devices/{device}/weight", "", "{\"weight\":3}", 200);
    String flash = "/clusters/{cluster}/flash";
    rows.json("POST", flash, "", "{\"model_id\":\"" + model + "\",\"parallel\":true}", 202);
    rows.holds("ClusterFlash", rows.data(rows.events(flash, "", "\"progress\":1,"), "flash"));
    await()
        .atMost(LIMIT)
        .until(() -> rows.json("GET", flash, 200).getString("state").equals("succeeded"));
    String inference = "/clusters/{cluster}/inference/";
    rows.json("POST", inference + "start", "", "{\"camera_id\":\"cam-0\"}", 200);
    String seen = rows.events(inference + "results", "", "event: result");
    rows.holds("Result", rows.data(seen, "result"));
    rows.json("GET", "/clusters/{cluster}", 200);
    rows.json("POST", inference + "stop", 200);
    rows.json("DELETE", "/clusters/{cluster}/devices/{device}", 200);
    assertThat(rows.status("DELETE", "/clusters/{cluster}", "")).isEqualTo(204);
    rows.json("POST", "/devices/{device}/disconnect", 200);
  }

  private static void restart(Rows rows) throws IOException {
    rows.json("POST", "/system/restart", "", "{\"target\":\"agent\",\"reason\":\"a test\"}", 202);
  }
}
