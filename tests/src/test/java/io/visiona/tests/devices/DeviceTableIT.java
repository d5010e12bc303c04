package io.visiona.tests.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Agents' devices together, tickets, and what the API knows itself; {@link TableWalkIT} walks the
 * table.
 */
@OnSharedStack
final class DeviceTableIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String DEVICE = "kl720-00b2";

  @Test
  void whatAllAgentsHave_isOneAnswer(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      JsonObject devices = Person.json(alice.get("/api/devices?deadline_ms=5000").body());
      JsonObject said =
          devices.getJsonArray("items").getValuesAs(JsonObject.class).stream()
              .filter(item -> item.getString("agent_id").equals(agent.id()))
              .findFirst()
              .orElseThrow();
      assertThat(said.getString("status")).as(said.toString()).isEqualTo("ok");
      assertThat(said.getJsonArray("devices")).hasSize(2);

      JsonObject view = Person.json(alice.get("/api/agents/" + agent.id()).body());
      assertThat(view.getInt("devices")).isEqualTo(2);
      assertThat(view.getString("transport")).isEqualTo("yamux");
      JsonObject overview = Person.json(alice.get("/api/overview").body());
      assertThat(overview.getJsonObject("agents").getInt("online")).isPositive();
      assertThat(overview.getJsonObject("conversions").containsKey("succeeded_7d")).isTrue();
      JsonObject limits = overview.getJsonObject("limits");
      assertThat(limits.getJsonNumber("model_bytes").longValue()).isEqualTo(512L << 20);
      assertThat(limits.getJsonNumber("conversion_bytes").longValue()).isEqualTo(512L << 20);
      JsonObject session = Person.json(alice.get("/api/agents/" + agent.id() + "/session").body());
      assertThat(session.getJsonNumber("clock_skew_ms").longValue()).isBetween(-2000L, 2000L);
      assertThat(code(alice.get("/api/devices?deadline_ms=5"))).isEqualTo("out_of_range");
    }
  }

  @Test
  void tagsAndNotes_areKept_andFindTheAgent(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      HttpResponse<String> changed =
          alice.send(
              alice
                  .changing("/api/agents/" + agent.id())
                  .method(
                      "PATCH",
                      BodyPublishers.ofString(
                          "{\"tags\":[\"north\",\"hall 3\"],\"note\":\"by the\\ndoor\"}"))
                  .build());
      assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
      assertThat(found(alice, "?tag=north")).isEqualTo(1);
      assertThat(found(alice, "?tag=south")).isZero();
      assertThat(found(alice, "?q=DOOR&online=true")).isEqualTo(1);
      assertThat(found(alice, "?q=DOOR&online=false")).isZero();
    }
  }

  @Test
  void uploadedModel_isFlashed_withATicketNobodyElseSees(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      String model = upload(alice);
      String device = "/api/agents/" + agent.id() + "/devices/" + DEVICE;
      assertThat(alice.post(device + "/connect", "{}").statusCode()).isEqualTo(200);
      HttpResponse<String> begun =
          alice.post(device + "/flash", "{\"model_id\":\"" + model + "\",\"verify\":true}");
      assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
      assertThat(begun.body()).doesNotContain("token");
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> {
            HttpResponse<String> flash =
                alice.send(
                    alice.request(device + "/flash").header("Accept", "application/json").build());
            assertThat(Person.json(flash.body()).getString("state"))
                .as(flash.body())
                .isEqualTo("succeeded");
          });
      try (Person bob = stack.signIn("bob")) {
        assertThat(bob.post(device + "/flash", "{\"model_id\":\"" + model + "\"}").statusCode())
            .isEqualTo(404);
      }
      assertThat(alice.get("/api/model-files/" + model).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void socketOfEvents_beginsWithHello_andEndsWithTheSession(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      Socket socket = new Socket();
      WebSocket open =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .header("Cookie", alice.cookie())
              .header("Origin", alice.origin())
              .buildAsync(ws(stack, "/ws/agents/" + agent.id() + "/events"), socket)
              .get(30, TimeUnit.SECONDS);
      String hello = socket.texts.poll(10, TimeUnit.SECONDS);
      assertThat(hello).contains("\"hello\"");
      assertThat(alice.post("/api/auth/logout", "{}").statusCode()).isEqualTo(200);
      assertThat(socket.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4401);
      open.abort();
    }
  }

  @Test
  void eventsOfTheApi_tellComingAndGoing_andTheEndOfTheSession(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice")) {
      HttpResponse<InputStream> stream =
          alice.client().send(alice.request("/api/events").build(), BodyHandlers.ofInputStream());
      assertThat(stream.statusCode()).isEqualTo(200);
      BlockingQueue<String> lines = new LinkedBlockingQueue<>();
      Thread.ofVirtual().start(() -> read(stream.body(), lines));
      awaitLine(lines, "event: hello", LIMIT);
      try (TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
        awaitLine(lines, "\"change\":\"paired\"", Duration.ofSeconds(5));
        awaitLine(lines, "\"change\":\"online\"", Duration.ofSeconds(2));
        agent.kill();
        awaitLine(lines, "\"change\":\"offline\"", Duration.ofSeconds(2));
      }
      assertThat(alice.post("/api/auth/logout", "{}").statusCode()).isEqualTo(200);
      awaitLine(lines, "{\"reason\":\"signed_out\"}", Duration.ofSeconds(6));
    }
  }

  private static void read(InputStream body, BlockingQueue<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    } catch (IOException | RuntimeException over) {
      lines.add("over");
    }
  }

  private static void awaitLine(BlockingQueue<String> lines, String wanted, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    StringBuilder seen = new StringBuilder();
    for (long left = limit.toNanos(); left > 0; left = end - System.nanoTime()) {
      String line = lines.poll(left, TimeUnit.NANOSECONDS);
      if (line != null && line.contains(wanted)) {
        return;
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError("no " + wanted + " in " + seen);
  }

  private static int found(Person person, String query) {
    return Person.json(person.get("/api/agents" + query).body()).getJsonArray("items").size();
  }

  private static String upload(Person person) {
    String body =
        "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nDoorbell"
            + "\r\n--B\r\nContent-Disposition: form-data; name=\"chip\"\r\n\r\nKL720\r\n--B\r\n"
            + "Content-Disposition: form-data; name=\"file\"; filename=\"m.nef\"\r\n\r\n"
            + "model".repeat(20_000)
            + "\r\n--B--\r\n";
    HttpRequest request =
        person
            .request("/api/models")
            .header("Content-Type", "multipart/form-data; boundary=B")
            .header("X-CSRF", "1")
            .header("Origin", person.origin())
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = person.send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Person.json(answer.body()).getString("id");
  }

  private static URI ws(Stack stack, String path) {
    return URI.create(stack.api().toString().replace("http:", "ws:") + path);
  }

  private static String code(HttpResponse<String> answer) {
    return answer.body().startsWith("{\"error\"")
        ? Person.json(answer.body()).getJsonObject("error").getString("code")
        : answer.statusCode() + " " + answer.body();
  }

  private static final class Socket implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      texts.add(data.toString());
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
