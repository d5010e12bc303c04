package io.visiona.tests.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.Description;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Calls rows of the table on one agent, each first as another person, holds what they answer
 * against the description of the API, and remembers which were called.
 */
final class Rows {
  private static final String BELOW = "/api/agents/{agent}";
  private static final String JSON = "application/json";

  private final Description description;
  private final Person owner;
  private final Person stranger;
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> walked = new TreeSet<>();

  Rows(Description description, Person owner, Person stranger, String agent) {
    this.description = description;
    this.owner = owner;
    this.stranger = stranger;
    named("{agent}", agent);
  }

  /** What stands for a name of the templates from now on. */
  void named(String name, String value) {
    names.put(name, value);
  }

  /** The operations that were called. */
  Set<String> walked() {
    return walked;
  }

  JsonObject json(String method, String below, int status) throws IOException {
    return json(method, below, "", method.equals("GET") ? "" : "{}", status);
  }

  /** Calls a row that answers JSON; an answer that is null is an empty object. */
  JsonObject json(String method, String below, String query, String body, int status) {
    String operation = begun(method, below);
    HttpResponse<String> answer = owner.send(request(method, below, query, body, JSON));
    return described(operation, answer, status);
  }

  /** The status alone. */
  int status(String method, String below, String body) {
    begun(method, below);
    return owner.send(request(method, below, "", body, JSON)).statusCode();
  }

  /** Sends one file as {@code file} behind the fields. */
  JsonObject form(String below, Map<String, String> fields, byte[] file, int status)
      throws IOException {
    String operation = begun("POST", below);
    return described(operation, send(BELOW + below, fields, file), status);
  }

  /** Sends a small model to the API itself, and returns its id. */
  String upload(String path, Map<String, String> fields) throws IOException {
    byte[] file = "model".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
    HttpResponse<String> answer = send(path, fields, file);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Person.json(answer.body()).getString("id");
  }

  /** Reads a stream of events until it has said that, and returns what came. */
  String events(String below, String query, String until) throws Exception {
    String stream = stream(below, query, until);
    assertThat(stream).startsWith("text/event-stream");
    return stream;
  }

  /** Reads a stream until it has said that; the type of it, an empty line, and what came. */
  String stream(String below, String query, String until) throws Exception {
    begun("GET", below);
    HttpRequest request = request("GET", below, query, "", "text/event-stream, */*");
    HttpResponse<InputStream> answer = owner.client().send(request, BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).as(below).isEqualTo(200);
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    String type = answer.headers().firstValue("Content-Type").orElse("");
    StringBuilder said = new StringBuilder(type).append("\n\n");
    byte[] buffer = new byte[8192];
    try (InputStream in = answer.body()) {
      while (said.indexOf(until) < 0 || said.charAt(said.length() - 1) != '\n') {
        int some = in.read(buffer);
        assertThat(some).as("more of %s: %s", below, said).isPositive();
        said.append(new String(buffer, 0, some, StandardCharsets.ISO_8859_1));
        if (said.length() > 1_000_000) {
          throw new AssertionError("no " + until + " from " + below);
        }
      }
    }
    return said.toString();
  }

  /** The data of the last whole event of that type. */
  String data(String events, String type) {
    Matcher event =
        Pattern.compile("event: " + type + "\ndata: (.*)\n\n").matcher(events.replace("\r", ""));
    String last = null;
    while (event.find()) {
      last = event.group(1);
    }
    assertThat(last).as("%s in %s", type, events).isNotNull();
    return String.valueOf(last);
  }

  /** Holds it against a schema of the description. */
  void holds(String schema, String json) {
    description.assertSchema(schema, json);
  }

  /** A JPEG of a row. */
  byte[] picture(String below, String query) throws Exception {
    begun("GET", below);
    HttpResponse<byte[]> answer =
        owner
            .client()
            .send(request("GET", below, query, "", "image/jpeg"), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).as(below).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(answer.body()).startsWith(0xff, 0xd8);
    return answer.body();
  }

  /** The row of events, which begins with hello, tells what there is, and is ready. */
  void socket(URI api) throws Exception {
    walked.add("GET /ws/agents/{agent}/events");
    BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    StringBuilder text = new StringBuilder();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .header("Cookie", owner.cookie())
            .header("Origin", owner.origin())
            .buildAsync(
                URI.create(
                    api.toString().replace("http:", "ws:") + filled("/ws/agents/{agent}/events")),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket webSocket, CharSequence data, boolean last) {
                    text.append(data);
                    if (last) {
                      texts.add(text.toString());
                      text.setLength(0);
                    }
                    webSocket.request(1);
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .get(30, TimeUnit.SECONDS);
    Map<String, String> schemas =
        Map.of("device", "Device", "camera", "Camera", "cluster", "Cluster");
    Map<String, String> whole =
        Map.of("flash", "Flash", "inference", "InferenceSession", "health", "SystemHealth");
    String type = "";
    for (int seq = 0; !type.equals("ready"); seq++) {
      String message = texts.poll(30, TimeUnit.SECONDS);
      assertThat(message).as("after %s", type).isNotNull();
      JsonObject said = Person.json(message);
      type = said.getString("type");
      assertThat(seq > 0 || type.equals("hello")).as(message).isTrue();
      JsonObject data = said.getJsonObject("data");
      if (schemas.containsKey(type)) {
        holds(schemas.get(type), data.getJsonObject(type).toString());
      } else if (whole.containsKey(type)) {
        holds(whole.get(type), data.toString());
      }
    }
    socket.abort();
  }

  /** The agent's own web server, by every method. */
  void proxied() {
    for (String method : Set.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
      String below = "/proxy/{path}";
      walked.add(method + " " + BELOW + below);
      named("{path}", method.equals("GET") ? "healthz" : "echo");
      int status = owner.send(request(method, below, "", "{}", "*/*")).statusCode();
      assertThat(status).as(method).isEqualTo(200);
    }
  }

  /** As somebody else first, and by a method that no row has. */
  private String begun(String method, String below) {
    String operation = method + " " + BELOW + below;
    if (walked.add(operation)) {
      HttpResponse<String> theirs = stranger.send(request(method, below, "", "{}", JSON));
      assertThat(theirs.statusCode()).as(operation).isEqualTo(404);
      String none = description.methodThatIsNot(BELOW + below);
      HttpResponse<String> other = owner.send(request(none, below, "", "{}", JSON));
      assertThat(other.statusCode()).as("%s, not %s", operation, none).isEqualTo(405);
      assertThat(other.headers().firstValue("Allow").orElse("")).contains(method);
    }
    return operation;
  }

  private JsonObject described(String operation, HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as("%s %s", operation, answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .as(operation)
        .startsWith(JSON);
    assertThat(answer.headers().firstValue("Cache-Control")).as(operation).contains("no-store");
    description.assertAnswer(operation, answer.body());
    return answer.body().equals("null") ? JsonValue.EMPTY_JSON_OBJECT : Person.json(answer.body());
  }

  private HttpRequest request(
      String method, String below, String query, String body, String accept) {
    String path = filled(BELOW + below) + query;
    boolean reads = method.equals("GET");
    HttpRequest.Builder request = reads ? owner.request(path) : owner.changing(path);
    return request
        .header("Accept", accept)
        .method(method, reads ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> send(String path, Map<String, String> fields, byte[] file)
      throws IOException {
    String head =
        fields.entrySet().stream()
            .map(field ->
                "--B\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                    .formatted(field.getKey(), field.getValue()))
            .collect(Collectors.joining());
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.write(head.getBytes(StandardCharsets.UTF_8));
    form.write(
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n"
            .getBytes(StandardCharsets.UTF_8));
    form.write(file);
    form.write("\r\n--B--\r\n".getBytes(StandardCharsets.UTF_8));
    return owner.send(
        owner
            .request(filled(path))
            .header("Content-Type", "multipart/form-data; boundary=B")
            .header("Accept", JSON)
            .header("X-CSRF", "1")
            .header("Origin", owner.origin())
            .POST(BodyPublishers.ofByteArray(form.toByteArray()))
            .build());
  }

  private String filled(String template) {
    String path = template;
    for (Map.Entry<String, String> name : names.entrySet()) {
      path = path.replace(name.getKey(), name.getValue());
    }
    return path;
  }
}
