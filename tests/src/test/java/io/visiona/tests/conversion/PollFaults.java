package io.visiona.tests.conversion;

import com.sun.net.httpserver.HttpExchange;
import io.visiona.tests.support.ScriptedConverter;
import io.visiona.tests.support.ScriptedConverter.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What a converter may do instead of telling how a job stands. */
final class PollFaults {
  private PollFaults() {}

  /** Each by its name. */
  static Map<String, Script> all() {
    Map<String, Script> faults = new TreeMap<>();
    faults.put("401", exchange -> ScriptedConverter.answer(exchange, 401, "{}"));
    faults.put("500", exchange -> ScriptedConverter.answer(exchange, 500, "{}"));
    faults.put("garbage", exchange -> ScriptedConverter.answer(exchange, 200, "<html>"));
    faults.put(
        "unknown status",
        exchange -> ScriptedConverter.answer(exchange, 200, "{\"status\":\"exploded\"}"));
    faults.put(
        "success without a file",
        exchange -> ScriptedConverter.answer(exchange, 200, "{\"status\":\"succeeded\"}"));
    faults.put(
        "too long", exchange -> ScriptedConverter.answer(exchange, 200, "[".repeat(1 << 20)));
    faults.put("reset", exchange -> {});
    faults.put("never-ending", PollFaults::trickle);
    return faults;
  }

  /** A byte now and then, so that no read ever times out. */
  private static void trickle(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    try {
      for (int i = 0; i < 100; i++) {
        body.write(' ');
        body.flush();
        Thread.sleep(Duration.ofMillis(200));
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }
}
