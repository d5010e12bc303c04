package io.visiona.tests.console;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Person;
import io.visiona.tests.support.Stack;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A person with something of everything: an agent with two devices, one of them running and the
 * other in a cluster, a model, a conversion that went well and one that did not.
 */
final class Furnished implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Person person;
  private final AgentProcess process;
  private final String agent;
  private final String cluster;
  private final String model;
  private final String conversion;
  private final String failed;

  /**
   * Makes all of it.
   *
   * @param username of nobody else in the run
   * @param folder where the agent keeps what it keeps
   * @param options of the agent, beside its devices
   */
  Furnished(Stack stack, String username, Path folder, String... options) {
    person = stack.signIn(username);
    Path state = folder.resolve("hall-3.json");
    String code = person.pairingCode("Hall 3", true);
    AgentProcess.pair(
        stack.build(), stack.api(), code, "hall-3", state, folder.resolve("pair.log"));
    process =
        AgentProcess.run(
            stack.build(),
            state,
            folder.resolve("hall-3.log"),
            Stream.concat(
                    Stream.of("--devices", "kl520-00a1,kl720-00b2,kl730-00c3"), Stream.of(options))
                .toArray(String[]::new));
    agent = person.agents().getFirst().getString("id");
    Awaitility.await("the agent is online")
        .atMost(LIMIT)
        .until(() -> person.agents().getFirst().getBoolean("online", false));
    change("/api/agents/" + agent, "{\"tags\":[\"north\"]}");
    String begun = convert("Street", "model".repeat(20_000));
    failed = convert("Depth", "fail: Operator GridSample is not supported.");
    connect("kl720-00b2");
    connect("kl520-00a1");
    conversion = ended(begun);
    ended(failed);
    model = said(post("/api/conversions/" + conversion + "/promote", "{}")).getString("model_id");
    post(device("kl720-00b2") + "/flash", "{\"model_id\":\"%s\"}".formatted(model));
    awaitState("kl720-00b2", "\"state\":\"succeeded\"");
    awaitState("kl720-00b2", "\"state\":\"ready\"");
    post(device("kl720-00b2") + "/inference/start", "{}");
    cluster =
        said(post(
                "/api/agents/" + agent + "/clusters",
                "{\"name\":\"Front\",\"strategy\":\"weighted\",\"devices\":[{\"device_id\":\"kl520-00a1\",\"weight\":1}]}"))
            .getString("id");
    awaitState("kl720-00b2", "\"state\":\"running\"");
  }

  /** Lets the fastest device look at thirty pictures a second instead. */
  void fast() {
    String fast = "kl730-00c3";
    post(device("kl720-00b2") + "/inference/stop", "{}");
    awaitState("kl720-00b2", "\"state\":\"ready\"");
    post("/api/agents/" + agent + "/cameras/cam-0/stop", "{}");
    post("/api/agents/" + agent + "/cameras/cam-0/start", "{\"fps\":30}");
    connect(fast);
    String own = said(post("/api/models", "Fast", "KL730", "model".repeat(20_000))).getString("id");
    post(device(fast) + "/flash", "{\"model_id\":\"%s\"}".formatted(own));
    awaitState(fast, "\"state\":\"succeeded\"");
    awaitState(fast, "\"state\":\"ready\"");
    post(device(fast) + "/inference/start", "{\"fps_limit\":30}");
    awaitState(fast, "\"state\":\"running\"");
  }

  /** The path of a device in the API. */
  String device(String id) {
    return "/api/agents/" + agent + "/devices/" + id;
  }

  private void connect(String device) {
    post(device(device) + "/connect", "{}");
    awaitState(device, "\"state\":\"ready\"");
  }

  /** Waits until the device's description has a part. */
  void awaitState(String device, String part) {
    Awaitility.await(device + ": " + part)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> person.get(device(device)).body().contains(part));
  }

  private String convert(String name, String content) {
    return said(post("/api/conversions", name, "KL720", content)).getString("id");
  }

  private HttpResponse<String> post(String path, String name, String chip, String content) {
    String boundary = "----visiona";
    String field = path.endsWith("models") ? "chip" : "target_chip";
    String body =
        part(boundary, "name", name)
            + part(boundary, field, chip)
            + "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s.onnx\"\r\n\r\n%s\r\n--%1$s--\r\n"
                .formatted(boundary, name, content);
    return person.send(
        person
            .request(path)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .header("X-CSRF", "1")
            .header("Origin", person.origin())
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static String part(String boundary, String name, String value) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(boundary, name, value);
  }

  private String ended(String id) {
    Awaitility.await("the conversion has ended")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() ->
            Person.json(person.get("/api/conversions/" + id).body())
                .getString("status")
                .matches("succeeded|failed"));
    return id;
  }

  /** Posts, and expects that it went well. */
  HttpResponse<String> post(String path, String json) {
    HttpResponse<String> answer = person.post(path, json);
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer;
  }

  private void change(String path, String json) {
    HttpResponse<String> answer =
        person.send(person.changing(path).method("PATCH", BodyPublishers.ofString(json)).build());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private static JsonObject said(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return Person.json(answer.body());
  }

  Person person() {
    return person;
  }

  AgentProcess process() {
    return process;
  }

  String agent() {
    return agent;
  }

  String cluster() {
    return cluster;
  }

  String model() {
    return model;
  }

  String conversion() {
    return conversion;
  }

  String failed() {
    return failed;
  }

  @Override
  public void close() {
    process.close();
    person.close();
  }
}
