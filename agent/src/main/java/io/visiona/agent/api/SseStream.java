package io.visiona.agent.api;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.core5.http.HttpException;

/** A stream of server-sent events. Not thread-safe. */
final class SseStream implements AutoCloseable {
  /** How long nothing may be sent. */
  static final Duration QUIET = Duration.ofSeconds(15);

  private final Call call;
  private final OutputStream out;
  private final CallerWatch watch;

  private SseStream(Call call, OutputStream out) {
    this.call = call;
    this.out = out;
    this.watch = CallerWatch.of(call.exchange());
  }

  static SseStream begin(Call call) throws IOException, HttpException {
    call.exchange().add("Cache-Control", "no-store");
    call.exchange().last();
    OutputStream out = call.exchange().beginChunked(200, "text/event-stream");
    out.flush();
    call.exchange().flush();
    return new SseStream(call, out);
  }

  void event(String name, JsonObject data) throws IOException {
    write("event: " + name + "\ndata: " + data + "\n\n");
  }

  void event(String name, long id, JsonObject data) throws IOException {
    write("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
  }

  /** Shows that the stream is alive. */
  void keepAlive() throws IOException {
    write(": keep-alive\n\n");
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    call.exchange().flush();
  }

  @Override
  public void close() {
    watch.close();
  }
}
