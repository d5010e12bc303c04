package io.visiona.tests.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.ScriptedTarget.Script;
import io.visiona.tests.support.Stack;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** An agent that answers anything at all breaks nothing, and is never taken for this server. */
@OnSharedStack
final class OddAnswersIT {

  private static Script json(int status, String body) {
    return answer(status, "application/json", body);
  }

  private static Script answer(int status, String type, String body) {
    int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
    return ScriptedTarget.answer(
        "HTTP/1.1 "
            + status
            + " X\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + length
            + "\r\nSet-Cookie: visiona_session=stolen\r\nX-Frame-Options: ALLOWALL\r\n"
            + "X-Odd: 1\r\nAccess-Control-Allow-Origin: *\r\n\r\n"
            + body);
  }

  private static String error(String code) {
    return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"m\",\"details\":{\"min\":1}}}";
  }

  @Test
  void answersThatAreNotWhatTheRowPromises_areToldAsTheAgentsFault(Stack stack) throws Exception {
    Map<String, Script> scripts =
        Map.ofEntries(
            Map.entry("/api/system/info", answer(200, "text/html", "<script>alert(1)</script>")),
            Map.entry("/api/system/health", json(200, "{\"a\":1,\"a\":2}")),
            Map.entry("/api/system/metrics", json(200, "{\"a\":1e999}")),
            Map.entry("/api/devices", json(200, "{\"unknown\":[1,{\"x\":null}]}")),
            Map.entry("/api/devices/a", json(401, error("unauthenticated"))),
            Map.entry("/api/devices/b", json(404, error("device_not_found"))),
            Map.entry("/api/devices/c", answer(404, "text/html", "nope")),
            Map.entry("/api/devices/d", json(500, error("device_error"))),
            Map.entry("/api/devices/e", answer(500, "text/plain", "stack trace")),
            Map.entry("/api/devices/f", json(404, error("no_such_endpoint"))),
            Map.entry("/api/devices/g", json(409, error("unauthenticated"))),
            Map.entry("/api/devices/h", json(302, "{}")),
            Map.entry("/api/devices/i", json(507, error("agent_disk_full"))),
            Map.entry("/api/devices/j", json(403, error("restart_not_allowed"))),
            Map.entry("/api/devices/k", json(403, error("whatever"))),
            Map.entry("/api/devices/l", json(200, "[" + "1,".repeat(600_000) + "1]")),
            Map.entry("/api/devices/m", json(422, error("out_of_range"))),
            Map.entry("/api/cameras/c/snapshot", answer(200, "image/svg+xml", "<svg/>")),
            Map.entry("/api/cameras/c/stream", answer(200, "image/jpeg", "x")),
            Map.entry("/api/system/logs", json(200, "{}")),
            Map.entry("/api/clusters", ScriptedTarget.answer("%&/(not HTTP at all\r\n\r\n")));
    try (Person alice = stack.signIn("alice");
        OddAgent agent = new OddAgent(stack, alice, scripts)) {
      SoftAssertions all = new SoftAssertions();
      Map<String, String> expected =
          Map.ofEntries(
              Map.entry("/system/info", "502 agent_bad_response"),
              Map.entry("/system/health", "502 agent_bad_response"),
              Map.entry("/system/metrics", "502 agent_bad_response"),
              Map.entry("/devices/a", "502 agent_refused"),
              Map.entry("/devices/b", "404 device_not_found"),
              Map.entry("/devices/c", "501 agent_unsupported"),
              Map.entry("/devices/d", "502 device_error"),
              Map.entry("/devices/e", "502 agent_error"),
              Map.entry("/devices/f", "501 agent_unsupported"),
              Map.entry("/devices/g", "502 agent_error"),
              Map.entry("/devices/h", "502 agent_bad_response"),
              Map.entry("/devices/i", "503 agent_disk_full"),
              Map.entry("/devices/j", "409 restart_not_allowed"),
              Map.entry("/devices/k", "502 agent_refused"),
              Map.entry("/devices/l", "502 agent_bad_response"),
              Map.entry("/devices/m", "422 out_of_range"),
              Map.entry("/cameras/c/snapshot", "502 agent_bad_response"),
              Map.entry("/cameras/c/stream", "502 agent_bad_response"),
              Map.entry("/system/logs", "502 agent_bad_response"),
              Map.entry("/clusters", "502 agent_bad_response"));
      expected.forEach((below, wanted) -> {
        HttpResponse<String> answer = alice.get(agent.path(below));
        String got = answer.body().startsWith("{\"error\"") ? code(answer) : answer.body();
        all.assertThat(answer.statusCode() + " " + got).as(below).isEqualTo(wanted);
      });
      all.assertAll();

      HttpResponse<String> passed = alice.get(agent.path("/devices"));
      assertThat(passed.statusCode()).isEqualTo(200);
      assertThat(passed.body()).isEqualTo("{\"unknown\":[1,{\"x\":null}]}");
      assertThat(passed.headers().map().keySet())
          .doesNotContain("set-cookie", "x-odd", "access-control-allow-origin");
      assertThat(passed.headers().firstValue("X-Frame-Options")).contains("DENY");
      assertThat(passed.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(passed.headers().firstValue("X-Content-Type-Options")).contains("nosniff");

      JsonObject told =
          Person.json(alice.get(agent.path("/devices/m")).body()).getJsonObject("error");
      assertThat(told.getString("source")).isEqualTo("agent");
      assertThat(told.getString("i18n")).isEqualTo("out_of_range");
      assertThat(told.getJsonObject("details").getInt("min")).isEqualTo(1);
      assertThat(told.getString("request_id")).isNotBlank();
    }
  }

  /** An agent of another make may use any of them: what it says arrives as it says it. */
  @Test
  void everyCodeOfTheCatalogue_arrivesWithItsStatus(Stack stack) throws Exception {
    Map<String, Integer> catalogue = catalogue(stack);
    assertThat(catalogue).hasSizeGreaterThan(35);
    Map<String, Script> scripts = new HashMap<>();
    catalogue.forEach((code, status) ->
        scripts.put("/api/devices/" + code.replace('_', '-'), json(status, error(code))));
    try (Person alice = stack.signIn("alice");
        OddAgent agent = new OddAgent(stack, alice, scripts)) {
      SoftAssertions all = new SoftAssertions();
      catalogue.forEach((code, status) -> {
        HttpResponse<String> answer = alice.get(agent.path("/devices/" + code.replace('_', '-')));
        all.assertThat(answer.statusCode() + " " + code(answer)).isEqualTo(status + " " + code);
      });
      all.assertAll();
    }
  }

  /** The table of docs/agents.md, without the two that mean something else to the API itself. */
  private static Map<String, Integer> catalogue(Stack stack) throws Exception {
    String document = Files.readString(stack.build().root().resolve("docs/agents.md"));
    Map<String, Integer> all = new TreeMap<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| ([0-9]{3}) \\| (.*) \\|$")
            .matcher(document.substring(document.indexOf("## Refusals")));
    while (rows.find()) {
      Matcher codes = Pattern.compile("`([a-z_]+)`").matcher(rows.group(2));
      while (codes.find()) {
        all.put(codes.group(1), Integer.parseInt(rows.group(1)));
      }
    }
    all.keySet().removeAll(List.of("no_such_endpoint", "method_not_allowed"));
    return all;
  }

  @Test
  void whatClientsSend_isHeldToItsForm(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        OddAgent agent = new OddAgent(stack, alice, Map.of("/api/devices/scan", json(200, "{}")))) {
      String scan = agent.path("/devices/scan");
      assertThat(alice.post(scan, "{\"timeout_ms\":500}").statusCode()).isEqualTo(200);
      assertThat(alice.post(scan, "").statusCode()).isEqualTo(200);
      assertThat(code(alice.post(scan, "[]"))).isEqualTo("bad_request");
      assertThat(code(alice.post(scan, "{\"a\":NaN}"))).isEqualTo("bad_request");
      assertThat(code(alice.post(scan, "not JSON"))).isEqualTo("bad_request");
      HttpResponse<String> large = alice.post(scan, "{\"a\":\"" + "x".repeat(65 * 1024) + "\"}");
      assertThat(large.statusCode()).isEqualTo(413);
      HttpResponse<String> text =
          alice.send(
              alice
                  .request(scan)
                  .header("Content-Type", "text/plain")
                  .header("X-CSRF", "1")
                  .header("Origin", alice.origin())
                  .POST(BodyPublishers.ofString("{}"))
                  .build());
      assertThat(text.statusCode()).isEqualTo(415);
      HttpResponse<String> other = alice.delete(agent.path("/devices"));
      assertThat(other.statusCode()).isEqualTo(405);
      assertThat(other.headers().firstValue("Allow")).contains("GET, HEAD");
      assertThat(alice.get(agent.path("/devices/a%2Fb")).statusCode()).isEqualTo(400);
      assertThat(code(alice.post(agent.path("/devices/a/flash"), "{\"model_id\":\"\"}")))
          .isEqualTo("bad_request");
    }
  }

  private static String code(HttpResponse<String> answer) {
    return Person.json(answer.body()).getJsonObject("error").getString("code");
  }
}
