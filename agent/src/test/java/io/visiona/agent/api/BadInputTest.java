package io.visiona.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.agent.support.AgentRig;
import io.visiona.agent.support.AgentRig.Answer;
import io.visiona.agent.support.FileServer;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every line of bad input that the API's description names, and what the agent says to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
  private static final String DEVICE = "devices/kl720-00b2/";

  private FileServer files;
  private AgentRig agent;
  private String cluster;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    files = new FileServer(60_000);
    agent = new AgentRig(folder, List.of(files.origin()), "kl720-00b2", "kl520-00a1");
    agent.post(DEVICE + "connect", "{}").close();
    agent.post(DEVICE + "flash", files.order("KL720")).close();
    try (Answer flash = agent.get(DEVICE + "flash", "Accept: text/event-stream")) {
      assertThat(new String(flash.bytes(), StandardCharsets.UTF_8)).contains("succeeded");
    }
    cluster =
        "clusters/"
            + agent.post("clusters", "{\"name\":\"Pair\"}").json().getString("id")
            + "/devices";
    agent.post(cluster, "{\"device_id\":\"kl520-00a1\"}").close();
  }

  @AfterAll
  void stop() {
    agent.close();
    files.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "devices/scan | not json | 400 | bad_request",
        "devices/scan | [1] | 400 | bad_request",
        "devices/scan | {\"timeout_ms\":\"3000\"} | 400 | bad_request",
        "devices/scan | {\"timeout_ms\":NaN} | 400 | bad_request",
        "devices/scan | {\"timeout_ms\":1,\"timeout_ms\":2} | 400 | bad_request",
        "devices/scan | {\"timeout_ms\":20000} | 422 | out_of_range",
        "devices/kl720-00b2/inference/start | {\"threshold\":2} | 422 | out_of_range",
        "devices/kl720-00b2/inference/start | {\"threshold\":\"0.5\"} | 400 | bad_request",
        "devices/kl720-00b2/inference/start | {\"fps_limit\":0} | 422 | out_of_range",
        "devices/kl720-00b2/inference/start | {\"classes\":[\"unicorn\"]} | 422 | unknown_class",
        "devices/kl720-00b2/inference/start | {\"camera_id\":\"cam-9\"} | 404 | camera_not_found",
        "devices/kl720-00b2/inference/start | {\"region\":{\"x\":0.5,\"y\":0,\"w\":0.6,\"h\":1}} | 422 | out_of_range",
        "devices/kl520-00a1/inference/start | {} | 409 | device_in_cluster",
        "devices/none/inference/start | {} | 404 | device_not_found",
        "cameras/cam-0/start | {\"fps\":0} | 422 | out_of_range",
        "cameras/cam-0/start | {\"width\":641} | 422 | unsupported_format",
        "cameras/cam-0/start | {\"quality\":10} | 422 | out_of_range",
        "cameras/none/start | {} | 404 | camera_not_found",
        "devices/kl720-00b2/flash | {} | 400 | bad_request",
        "clusters | {\"name\":\"\"} | 400 | bad_request",
        "clusters | {\"name\":\"x\",\"strategy\":\"best\"} | 400 | bad_request",
        "clusters/none/inference/start | {} | 404 | cluster_not_found",
        "media/url | {\"url\":\"file:///etc/passwd\"} | 409 | url_not_allowed",
        "media/url | {\"url\":\"http://127.0.0.1/\"} | 409 | url_not_allowed",
        "media/url | {\"url\":\"http://169.254.169.254/\"} | 409 | url_not_allowed",
        "media/url | {\"url\":\"http://localhost:9/\"} | 409 | url_not_allowed",
        "media/url | {\"url\":\"http://[::ffff:127.0.0.1]/\"} | 409 | url_not_allowed",
        "media/url | {\"url\":\"not a url\"} | 400 | bad_request",
        "media/seek | {\"media_id\":\"none\",\"frame\":1} | 404 | media_not_found",
        "system/restart | {\"target\":\"host\"} | 409 | restart_not_allowed",
        "system/restart | {\"target\":\"moon\"} | 400 | bad_request",
      })
  void post_isRefusedWithItsCode(String path, String body, int status, String code)
      throws Exception {
    Answer answer = agent.post(path, body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "system/metrics?step_s=0, 422, out_of_range",
    "system/metrics?window_s=3600&step_s=1, 422, out_of_range",
    "system/metrics?window_s=x, 400, bad_request",
    "system/logs?tail=-1, 422, out_of_range",
    "system/logs?level=loud, 400, bad_request",
    "system/logs?source=elsewhere, 400, bad_request",
    "media/batch/9999, 404, no_such_endpoint",
    "media/batch/0, 404, media_not_found",
    "devices/a%2Fb, 404, no_such_endpoint",
    "devices/kl520-00a1/flash, 404, no_flash",
    "cameras/cam-0/stream?width=1, 422, out_of_range",
    "cameras/cam-0/stream?width=4000, 422, out_of_range",
    "cameras/cam-0/stream?fps=NaN, 400, bad_request",
    "cameras/cam-0/stream?boxes=true, 400, bad_request",
    "cameras/none/snapshot, 404, camera_not_found",
    "devices/kl720-00b2/inference/results?min_score=NaN, 400, bad_request",
    "devices/kl720-00b2/inference/results?max_fps=0, 422, out_of_range"
  })
  void get_isRefusedWithItsCode(String path, int status, String code) throws Exception {
    Answer answer = agent.get(path);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"-1, 422, out_of_range", "1.5, 400, bad_request", "101, 422, out_of_range"})
  void weight_isAWholeNumberUpTo100(String weight, int status, String code) throws Exception {
    String body = "{\"weight\":" + weight + "}";
    Answer answer = agent.call("PUT", cluster + "/kl520-00a1/weight", body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  void refusal_namesTheFieldAndItsBounds() throws Exception {
    JsonObject details =
        agent
            .post(DEVICE + "inference/start", "{\"threshold\":2}")
            .json()
            .getJsonObject("error")
            .getJsonObject("details");
    assertThat(details.getString("field")).isEqualTo("threshold");
    assertThat(details.getInt("min")).isZero();
    assertThat(details.getInt("max")).isEqualTo(1);
  }

  @Test
  void largeBody_is413AndOtherTypesAre415() throws Exception {
    String large = "{\"name\":\"" + "x".repeat(65 * 1024) + "\"}";
    Answer tooLarge = agent.post("devices/scan", large);
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.code()).isEqualTo("payload_too_large");
    Answer text = agent.call("POST", "devices/scan", "{}", "Content-Type: text/plain");
    assertThat(text.status()).isEqualTo(415);
    assertThat(text.code()).isEqualTo("unsupported_media");
  }

  private Answer upload(String path, String name, byte[] content) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(
        "--b\r\nContent-Disposition: form-data; name=\"threshold\"\r\n\r\n0.5\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    if (!name.isEmpty()) {
      body.write(
          ("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                  + name
                  + "\"\r\nContent-Type: image/jpeg\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      body.write(content);
      body.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    body.write("--b--\r\n".getBytes(StandardCharsets.US_ASCII));
    return agent.send(
        "POST", path, body.toByteArray(), "Content-Type: multipart/form-data; boundary=b");
  }

  @Test
  void uploadsThatAreNoPictures_areRefused() throws Exception {
    assertThat(upload("media/image", "", new byte[0]).code()).isEqualTo("bad_request");
    byte[] text = "I am a text".getBytes(StandardCharsets.US_ASCII);
    assertThat(upload("media/image", "a.jpg", text).code()).isEqualTo("media_unreadable");
    assertThat(upload("media/video", "a.mp4", text).code()).isEqualTo("media_unreadable");
    assertThat(upload("media/image", "a.png", hugePng()).code()).isEqualTo("media_unreadable");
    assertThat(agent.post("media/image", "{}").code()).isEqualTo("unsupported_media");
  }

  /** A picture of 40,000 by 40,000 pixels, of which only the header is there. */
  private static byte[] hugePng() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeBytes("IHDR");
    fields.writeInt(40_000);
    fields.writeInt(40_000);
    fields.write(new byte[] {8, 2, 0, 0, 0});
    out.writeInt(13);
    out.write(header.toByteArray());
    CRC32 sum = new CRC32();
    sum.update(header.toByteArray());
    out.writeInt((int) sum.getValue());
    return bytes.toByteArray();
  }

  @Test
  void startsAtTheSameTime_areOneSession() throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> start =
          () -> agent.post(DEVICE + "inference/start", "{}").json().getString("session_id");
      Future<String> first = callers.submit(start);
      Future<String> second = callers.submit(start);
      assertThat(first.get()).isEqualTo(second.get());
    }
    agent.post(DEVICE + "inference/stop", "{}").close();
  }

  @Test
  void scansAtTheSameTime_areOneScan() throws Exception {
    long began = System.nanoTime();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<JsonObject> scan = () -> agent.post("devices/scan", "{}").json();
      List<Future<JsonObject>> scans = callers.invokeAll(List.of(scan, scan, scan, scan));
      for (Future<JsonObject> one : scans) {
        assertThat(one.get().getJsonArray("items")).hasSize(2);
      }
    }
    // Four scans of 0.4 s, one after the other, would take 1.6 s.
    assertThat(System.nanoTime() - began).isLessThan(1_500_000_000L);
  }
}
