package io.visiona.tests.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.devices.OddAgent;
import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.ScriptedTarget.Script;
import io.visiona.tests.support.Stack;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent that means harm: markup for a name, markup and wrong shapes in its JSON, a drawing with
 * a script for a picture, and streams that never end. The page shows what it says as text, and goes
 * on.
 */
@OnSharedStack
final class ConsoleStrangersIT {
  private static final String PERSON = "user-23";
  private static final String MARKUP = "<img src=x onerror=\"window.harmed=1\">";
  private static final String IN_JSON = MARKUP.replace("\"", "\\\"");
  private static final String DRAWING =
      "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>window.harmed=1</script></svg>";
  private static final int A_LOT = 4 << 20;

  private final Stack stack;

  ConsoleStrangersIT(Stack stack) {
    this.stack = stack;
  }

  private static Script answer(String type, String body) {
    int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
    return ScriptedTarget.answer(
        "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(type, length, body));
  }

  /** Never ends, as far as the reader lets it come. */
  private static Script endless(String type, String head, String more) {
    return socket -> {
      ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n" + head);
      String much = more.repeat(65_536 / more.length());
      for (int sent = 0; sent < A_LOT; sent += much.length()) {
        ScriptedTarget.write(socket, much);
      }
      socket.setSoTimeout(60_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    };
  }

  /** Its code is a name that every object of the browser has. */
  private static String refusal() {
    String body = "{\"error\":{\"code\":\"constructor\",\"message\":\"" + IN_JSON + "\"}}";
    return "HTTP/1.1 409 Conflict\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static Map<String, Script> scripts() {
    String device =
        "{\"id\":\"%s\",\"name\":\"%s\",\"chip\":\"%2$s\",\"state\":\"%3$s\",\"model\":{\"id\":7,\"name\":\"%2$s\",\"labels\":\"%2$s\"},\"inference\":{\"state\":\"running\",\"camera_id\":\"c\",\"settings\":{\"threshold\":\"%2$s\"}},\"fault\":{\"code\":\"%2$s\",\"message\":\"%2$s\",\"driver_code\":\"%2$s\",\"remedy\":\"%2$s\"}}";
    String devices =
        "{\"items\":[%s,%s,%s,{\"id\":null},null,7,{\"id\":\"c\",\"name\":{\"__html\":\"%s\"},\"constructor\":1,\"__proto__\":{\"type\":\"script\"}}]}"
            .formatted(
                device.formatted("a", IN_JSON, "running"),
                device.formatted("b", IN_JSON, IN_JSON),
                device.formatted("d", "constructor", "constructor"),
                IN_JSON);
    Map<String, Script> all = new HashMap<>();
    all.put("/api/devices", answer("application/json", devices));
    all.put(
        "/api/devices/a", answer("application/json", device.formatted("a", IN_JSON, "running")));
    all.put(
        "/api/devices/d",
        answer("application/json", device.formatted("d", "constructor", "constructor")));
    all.put("/api/clusters", ScriptedTarget.answer(refusal()));
    all.put(
        "/api/cameras",
        answer(
            "application/json",
            "{\"items\":[{\"id\":\"c\",\"name\":\"%s\",\"state\":\"running\"},{\"id\":[]},null]}"
                .formatted(IN_JSON)));
    all.put("/api/system/info", answer("application/json", "{\"host\":\"" + IN_JSON + "\"}"));
    all.put("/api/system/health", endless("application/json", "{\"checks\":[", "1,"));
    all.put(
        "/api/system/logs?level=info&tail=200&follow=true",
        endless("text/event-stream", "data: ", "x"));
    all.put("/api/cameras/c/snapshot?width=480", answer("image/svg+xml", DRAWING));
    for (String query : new String[] {"width=1280&fps=15", "width=480&fps=8"}) {
      all.put(
          "/api/cameras/c/stream?" + query,
          endless("multipart/x-mixed-replace; boundary=frame", "", "no picture "));
    }
    return all;
  }

  @Test
  void harmfulAgent_doesNothingToThePage(@TempDir Path folder) throws Exception {
    try (Chromium chromium = Chromium.start(folder);
        Person person = stack.signIn(PERSON);
        OddAgent agent = new OddAgent(stack, person, MARKUP, scripts())) {
      label(person, agent.id(), "\u202e" + MARKUP);
      ConsoleTab tab = new ConsoleTab(stack, chromium.person());
      tab.size(1280, 900).signIn(PERSON, "/agents").reads("\ufffd" + MARKUP);
      assertThat(tab.text("document.body.textContent.includes('\\u202e')")).isEqualTo("false");
      String at = "/agents/" + agent.id();
      for (String path :
          new String[] {
            "/devices",
            "/cameras",
            "/clusters",
            "/logs",
            "/system",
            "/settings",
            "/devices/a",
            "/devices/d",
            "/cameras/c"
          }) {
        tab.go(at + path).await("document.querySelector('main h1')").reads(MARKUP);
        isUnharmed(tab, path);
      }
      for (String path : new String[] {"/", "/wall", "/agents", "/help"}) {
        tab.go(path).await("document.querySelector('main h1')");
        isUnharmed(tab, path);
      }
      tab.isQuiet();
    }
  }

  /** Three pictures later it still answers, and nothing of the agent's has become markup. */
  private static void isUnharmed(ConsoleTab tab, String where) {
    String harmed =
        tab.text(
            """
            new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(
              window.harmed === 1 || [...document.querySelectorAll('main img, main script, main iframe')].some((e) => e.getAttribute('src') === 'x'))), 500))
            """);
    assertThat(harmed).as(where).isEqualTo("false");
  }

  private static void label(Person person, String agent, String label) {
    String change = jakarta.json.Json.createObjectBuilder().add("label", label).build().toString();
    assertThat(
            person
                .send(
                    person
                        .changing("/api/agents/" + agent)
                        .method("PATCH", BodyPublishers.ofString(change))
                        .build())
                .statusCode())
        .isEqualTo(200);
  }
}
