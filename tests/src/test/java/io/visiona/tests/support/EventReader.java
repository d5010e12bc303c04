package io.visiona.tests.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Follows a person's {@code /api/events}. Thread-safe. */
public final class EventReader implements AutoCloseable {
  private static final Duration BEGIN = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final String first;
  private volatile String lastId = "";

  /**
   * Opens the stream and waits until it has begun.
   *
   * @param lastEventId where an earlier one ended; empty for none
   */
  public EventReader(URI api, String cookie, String lastEventId)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve("/api/events")).header("Cookie", cookie);
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> stream = client.send(request.build(), BodyHandlers.ofInputStream());
    if (stream.statusCode() != 200) {
      throw new IOException("events: " + stream.statusCode());
    }
    Thread.ofVirtual().start(() -> read(stream.body()));
    first = await("event: ", BEGIN);
    if (!first.equals("event: hello")) {
      await("event: hello", BEGIN);
    }
  }

  /** The line that names the first event: {@code resync} stands before {@code hello}. */
  public String first() {
    return first;
  }

  /** The id of the last event read. */
  public String lastId() {
    return lastId;
  }

  /** Waits for a line that contains this; what came before it is passed over. */
  public String await(String wanted, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    StringBuilder seen = new StringBuilder();
    for (long left = limit.toNanos(); left > 0; left = end - System.nanoTime()) {
      String line = lines.poll(left, TimeUnit.NANOSECONDS);
      if (line != null && line.contains(wanted)) {
        return line;
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError("no " + wanted + " within " + limit + " in " + seen);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private void read(InputStream body) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("id:")) {
          lastId = line.substring("id:".length()).strip();
        }
        lines.add(line);
      }
    } catch (IOException over) {
      lines.add("(cut)");
    }
  }
}
