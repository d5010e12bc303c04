package io.visiona.agent.support;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events. */
public final class Sse {
  /** One event. */
  public record Event(String name, String id, String data) {
    public JsonObject json() {
      return Json.createReader(new StringReader(data)).readObject();
    }
  }

  private final BufferedReader lines;

  public Sse(InputStream in) {
    lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** The next event. */
  public Event next() throws IOException {
    String name = "";
    String id = "";
    String data = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.isEmpty() && !name.isEmpty()) {
        return new Event(name, id, data);
      }
    }
    throw new EOFException("the stream ended");
  }

  /** The next event of this name. */
  public Event await(String name) throws IOException {
    Event event = next();
    while (!event.name().equals(name)) {
      event = next();
    }
    return event;
  }
}
