package io.visiona.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.cli.CommandLineProcess.Done;
import io.visiona.tests.cli.CommandLineProcess.Running;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code visiona}, from signing in to what a device sees. */
@OnSharedStack
final class CommandLineIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String DEVICE = "kl720-00b2";
  private static final Pattern USER_CODE = Pattern.compile("\\b[A-Z]{4}-[A-Z]{4}\\b");

  @Test
  void story_fromSigningIn_toResults_andTheEndOfTheSession(Stack stack) throws Exception {
    CommandLineProcess visiona = new CommandLineProcess(stack);
    try (Person carol = stack.signIn("user-11");
        TestAgent agent = TestAgent.online(stack, carol, Kind.JAVA_YAMUX)) {
      signInByBrowser(visiona, stack, carol);
      Path file = visiona.home().resolve("session.json");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");

      assertThat(visiona.run("agents", "--json").ok().lines())
          .singleElement()
          .satisfies(one -> assertThat(one.getString("id")).isEqualTo(agent.id()));
      assertThat(visiona.run("agents").ok().out()).contains(agent.id(), "online");
      assertThat(visiona.run("devices").ok().out()).contains(DEVICE, "KL720");
      assertThat(visiona.run("devices", "test", "--json").ok().lines()).hasSize(2);

      Path model = visiona.file("door\u0007bell.nef");
      Files.writeString(model, "model".repeat(60_000));
      String id =
          visiona
              .run("models", "upload", model.toString(), "--chip", "KL720", "--name", "Doorbell")
              .ok()
              .out()
              .strip();
      assertThat(visiona.run("models").ok().out()).contains(id, "Doorbell", "300.0 kB");
      Path copy = visiona.file("copy.nef");
      visiona.run("models", "download", "Doorbell", copy.toString()).ok();
      assertThat(Files.mismatch(model, copy)).isEqualTo(-1);

      List<JsonObject> flash =
          visiona.run("flash", "test", DEVICE, "Doorbell", "--connect", "--json").ok().lines();
      assertThat(flash.getLast().getString("state")).isEqualTo("succeeded");
      Done shown = visiona.run("flash", "test", DEVICE, id).ok();
      assertThat(shown.err()).contains("Flashing 100 %");

      List<JsonObject> results =
          visiona.run("results", "test", DEVICE, "--start", "-n", "3").ok().lines();
      assertThat(results).hasSize(3).allMatch(result -> result.getInt("frame_id") > 0);
      assertThat(visiona.run("logs", "test", "-n", "20").ok().out()).contains("INFO");
      try (Running logs = visiona.start("logs", "test", "-f", "-n", "0", "--level", "debug")) {
        await().atMost(LIMIT).until(() -> logs.out().contains(":"));
      }
      convert(visiona);
      open(visiona, stack);

      // It stands in the person's list, and ends there.
      JsonObject program =
          Person.json(carol.get("/api/auth/sessions").body())
              .getJsonArray("items")
              .getValuesAs(JsonObject.class)
              .stream()
              .filter(one -> !one.isNull("program"))
              .findFirst()
              .orElseThrow();
      assertThat(program.getString("program")).isEqualTo("the test's visiona");
      assertThat(carol.delete("/api/auth/sessions/" + program.getString("id")).statusCode())
          .isEqualTo(204);
      Done over = visiona.run("agents");
      assertThat(over.exit()).isEqualTo(3);
      assertThat(over.err()).contains("unauthenticated");
    }
  }

  private static void signInByBrowser(CommandLineProcess visiona, Stack stack, Person person)
      throws Exception {
    try (Running login =
        visiona.start(
            "login", "--server", stack.api().toString(), "--name", "the test's visiona")) {
      URI page = URI.create(visiona.opened());
      assertThat(page.getPath()).isEqualTo("/connect");
      assertThat(page.getQuery()).as("no server sees the code").isNull();
      JsonObject asking =
          Person.json(person.post("/api/auth/device/look", code(page.getFragment())).body());
      assertThat(asking.getString("name")).isEqualTo("the test's visiona");
      assertThat(asking.getBoolean("local")).isTrue();
      // Somebody else's code is waited on.
      HttpResponse<String> approved =
          person.post("/api/auth/device/approve", code(page.getFragment()));
      String location = Person.json(approved.body()).getString("location");
      SuiteSecrets.remember(
          "one-time code", location.substring(location.indexOf("code=") + "code=".length()));
      String wrong = location.substring(0, location.indexOf("code=")) + "code=wrong";
      assertThat(Plain.get(URI.create(wrong)).statusCode()).isEqualTo(200);
      assertThat(Plain.get(URI.create(location)).body()).contains("You can close this page");
      Done done = login.end().ok();
      assertThat(done.out()).contains("Signed in at", "user-11");
    }
    String cookie =
        Person.json(Files.readString(visiona.home().resolve("session.json"))).getString("cookie");
    SuiteSecrets.remember("program's cookie", cookie.substring(cookie.indexOf('=') + 1));
  }

  private static void convert(CommandLineProcess visiona) throws Exception {
    Path onnx = visiona.file("gate.onnx");
    Files.writeString(onnx, "onnx".repeat(50_000));
    JsonObject converted =
        visiona
            .run("convert", onnx.toString(), "--chip", "KL720", "--promote", "--json")
            .ok()
            .lines()
            .getLast();
    assertThat(converted.getString("source")).isEqualTo("converted");
    Path nef = visiona.file("gate.nef");
    visiona.run("models", "download", converted.getString("id"), nef.toString()).ok();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(nef));
    assertThat(HexFormat.of().formatHex(hash)).isEqualTo(converted.getString("sha256"));
    Files.writeString(onnx, "fail: not a model");
    Done failed = visiona.run("convert", onnx.toString(), "--chip", "KL720");
    assertThat(failed.exit()).as(failed.err()).isEqualTo(6);
    assertThat(visiona.run("models", "delete", converted.getString("id")).ok().out())
        .startsWith("Deleted");
  }

  private static void open(CommandLineProcess visiona, Stack stack) throws Exception {
    try (Running open = visiona.start("open", "test", "--no-browser", "--json")) {
      await().atMost(LIMIT).until(() -> open.out().endsWith("}\n"));
      URI page = URI.create(Person.json(open.out().strip()).getString("url"));
      assertThat(Plain.get(page.resolve("/healthz")).statusCode()).isEqualTo(200);
      assertThat(Plain.post(page.resolve("/echo"), "{\"a\":1}").body()).isEqualTo("{\"a\":1}");
      HttpResponse<String> headers = Plain.get(page.resolve("/headers"));
      assertThat(headers.body()).doesNotContain("visiona_session");
      assertThat(headers.headers().firstValue("Content-Security-Policy")).isEmpty();
      assertThat(Plain.get(page.resolve("/bytes/300000")).body()).hasSize(300_000);
      String other = "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n";
      assertThat(raw(page, other)).startsWith("HTTP/1.1 421");
      String foreign =
          "POST /echo HTTP/1.1\r\nHost: %s\r\nOrigin: http://evil.example\r\nContent-Length: 0\r\n\r\n"
              .formatted(page.getAuthority());
      assertThat(raw(page, foreign)).startsWith("HTTP/1.1 403");
      assertThat(stack.api().getPort()).isNotEqualTo(page.getPort());
    }
  }

  private static String raw(URI page, String request) throws IOException {
    try (java.net.Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.getPort())) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void whereThereIsNoBrowser_aCodeIsShown_andLogoutEndsTheSession(Stack stack) throws Exception {
    CommandLineProcess visiona = new CommandLineProcess(stack);
    try (Person dave = stack.signIn("user-12")) {
      try (Running login =
          visiona.start("login", "--device", "--server", stack.api().toString(), "--json")) {
        String typed = shownCode(login).toLowerCase(Locale.ROOT).replace('-', ' ');
        HttpResponse<String> approved = dave.post("/api/auth/device/approve", code(typed));
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
        assertThat(Person.json(approved.body()).isNull("location")).isTrue();
        assertThat(login.end().ok().lines().getFirst().getString("username")).isEqualTo("user-12");
      }
      assertThat(visiona.run("models", "--json").ok().out()).isEmpty();
      assertThat(visiona.run("logout").ok().out()).contains("Signed out");
      assertThat(Files.exists(visiona.home().resolve("session.json"))).isFalse();
      assertThat(dave.get("/api/auth/sessions").body())
          .contains("\"program\":null")
          .doesNotContain("visiona on");
      assertThat(visiona.run("agents").exit()).isEqualTo(2);
    }
  }

  @Test
  void denied_isRefused_andHttpElsewhereIsNotTried(Stack stack) throws Exception {
    CommandLineProcess visiona = new CommandLineProcess(stack);
    try (Person dave = stack.signIn("user-13");
        Running login = visiona.start("login", "--device", "--server", stack.api().toString())) {
      assertThat(dave.post("/api/auth/device/deny", code(shownCode(login))).statusCode())
          .isEqualTo(200);
      Done denied = login.end();
      assertThat(denied.exit()).isEqualTo(4);
      assertThat(denied.err()).contains("access_denied");
    }
    assertThat(visiona.run("login", "--server", "http://visiona.example").exit()).isEqualTo(2);
    assertThat(visiona.run("login", "--server", "http://127.0.0.1:1").exit()).isEqualTo(5);
  }

  @Test
  void decision_needsAPageOfOurs_andAForgedProgramGetsNothing(Stack stack) throws Exception {
    try (Person erin = stack.signIn("user-14")) {
      HttpResponse<String> begun =
          Plain.post(stack.api().resolve("/api/auth/device"), "{\"name\":\"<b>evil</b>\u202e\"}");
      assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
      JsonObject waiting = Person.json(begun.body());
      SuiteSecrets.remember("device code", waiting.getString("device_code"));
      String code = code(waiting.getString("user_code"));
      HttpResponse<String> crossSite =
          erin.send(
              erin.request("/api/auth/device/approve")
                  .header("Content-Type", "application/json")
                  .header("X-CSRF", "1")
                  .header("Origin", "https://evil.example")
                  .POST(BodyPublishers.ofString(code))
                  .build());
      assertThat(crossSite.statusCode()).isEqualTo(403);
      HttpResponse<String> form =
          erin.send(
              erin.request("/api/auth/device/approve")
                  .header("Content-Type", "text/plain")
                  .POST(BodyPublishers.ofString(code))
                  .build());
      assertThat(form.statusCode()).isEqualTo(403);
      URI token = stack.api().resolve("/api/auth/device/token");
      String asked =
          Json.createObjectBuilder()
              .add("device_code", waiting.getString("device_code"))
              .build()
              .toString();
      assertThat(error(Plain.post(token, asked))).isEqualTo("authorization_pending");
      assertThat(error(Plain.post(token, asked))).isEqualTo("slow_down");
      assertThat(error(Plain.post(token, "{\"device_code\":\"guessed\"}")))
          .isEqualTo("expired_token");
      assertThat(error(Plain.post(token, "{\"device_code\":1}"))).isEqualTo("bad_request");
      assertThat(
              error(
                  Plain.post(
                      stack.api().resolve("/api/auth/device"),
                      "{\"name\":\"x\",\"redirect_uri\":\"https://evil.example/\"}")))
          .isEqualTo("bad_request");
      assertThat(error(erin.post("/api/auth/device/look", code("BBBB-BBBB"))))
          .isEqualTo("not_found");
    }
  }

  private static String shownCode(Running login) {
    await().atMost(LIMIT).until(() -> USER_CODE.matcher(login.err()).find());
    Matcher code = USER_CODE.matcher(login.err());
    assertThat(code.find()).isTrue();
    return code.group();
  }

  private static String code(String userCode) {
    return Json.createObjectBuilder().add("user_code", userCode).build().toString();
  }

  private static String error(HttpResponse<String> answer) {
    return Person.json(answer.body()).getJsonObject("error").getString("code");
  }
}
