package io.visiona.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads server-sent events. Not thread-safe. */
final class ServerSentEvents implements AutoCloseable {
  private static final int LONGEST = 4 * 1024 * 1024;

  private final BufferedReader lines;

  ServerSentEvents(InputStream stream) {
    this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /**
   * One of them.
   *
   * @param name {@code message} where none was given
   */
  record Event(String name, String data) {}

  /** The next one with data; empty at the end of the stream. */
  Optional<Event> next() throws IOException {
    String name = "message";
    StringBuilder data = new StringBuilder();
    boolean any = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (any) {
          return Optional.of(new Event(name, data.toString()));
        }
        name = "message";
      } else if (line.startsWith("event:")) {
        name = line.substring("event:".length()).strip();
      } else if (line.startsWith("data:")) {
        data.append(any ? "\n" : "").append(line.substring("data:".length()).strip());
        any = true;
      }
      if (data.length() > LONGEST) {
        throw new IOException("an event is longer than " + LONGEST + " characters");
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
