package io.visiona.agent.http;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;

/** Small endpoints that show what came through a tunnel, and when. */
final class Probes {
  private static final long MOST_EVENTS = 1_000_000;
  private static final long LONGEST_MS = Duration.ofMinutes(10).toMillis();

  private Probes() {}

  static void health(Exchange exchange) throws IOException, HttpException {
    exchange.send(200, Problem.JSON, "{\"status\":\"ok\"}");
  }

  /** Method, target and headers as they arrived; names in lower case, repeated ones joined. */
  static void headers(Exchange exchange) throws IOException, HttpException {
    Map<String, String> seen = new TreeMap<>();
    for (Header header : exchange.request().getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      seen.merge(name, header.getValue(), (first, next) -> first + ", " + next);
    }
    JsonObjectBuilder headers = Json.createObjectBuilder();
    seen.forEach(headers::add);
    String answer =
        Json.createObjectBuilder()
            .add("method", exchange.method())
            .add("target", exchange.request().getRequestUri())
            .add("headers", headers)
            .build()
            .toString();
    exchange.send(200, Problem.JSON, answer);
  }

  /** Server-sent events at a steady pace. */
  static void events(Exchange exchange) throws IOException, HttpException, InterruptedException {
    Long count = exchange.target().number("count", 10, 0, MOST_EVENTS);
    Long interval = exchange.target().number("interval_ms", 1000, 0, LONGEST_MS);
    if (count == null || interval == null) {
      Problem.BAD_REQUEST.send(exchange, "count and interval_ms are whole numbers.");
      return;
    }
    OutputStream out = exchange.beginChunked(200, "text/event-stream");
    for (long i = 0; i < count; i++) {
      if (i > 0) {
        Thread.sleep(interval);
      }
      String event = "id: " + i + "\nevent: tick\ndata: {\"n\":" + i + "}\n\n";
      out.write(event.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  static void slow(Exchange exchange) throws IOException, HttpException, InterruptedException {
    Long ms = exchange.target().number("ms", 1000, 0, LONGEST_MS);
    if (ms == null) {
      Problem.BAD_REQUEST.send(exchange, "ms is a whole number of at most ten minutes.");
      return;
    }
    Thread.sleep(ms);
    exchange.send(200, Problem.JSON, "{\"waited_ms\":" + ms + "}");
  }

  static void status(Exchange exchange, String code) throws IOException, HttpException {
    Long status = Target.parseNumber(code, 200, 599);
    if (status == null) {
      Problem.BAD_REQUEST.send(exchange, "A status is a number from 200 to 599.");
      return;
    }
    exchange.send(status.intValue(), Problem.JSON, "{\"status\":" + status + "}");
  }
}
