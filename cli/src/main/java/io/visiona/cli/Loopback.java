package io.visiona.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the browser brings the one-time code (RFC 8252 section 7.3): a port of this machine, open
 * while one sign-in waits. Whatever else comes is answered and ignored.
 */
final class Loopback implements AutoCloseable {
  private static final String CODE = "?code=";
  private static final String DENIED = "?error=access_denied";
  private static final int MOST_WAITING = 16;

  private final HttpServer server;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

  /**
   * What the browser brought.
   *
   * @param code null when the person said no
   */
  record Answer(@Nullable String code) {
    @Override
    public String toString() {
      return "Answer[***]";
    }
  }

  Loopback() throws IOException {
    this.server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), MOST_WAITING);
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** The next answer; null when none comes in time. */
  @Nullable Answer await(Duration limit) throws InterruptedException {
    return answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    // Gives the page that was answered last the time to arrive.
    server.stop(1);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String address = exchange.getRequestURI().toString();
      boolean code = address.startsWith("/" + CODE);
      boolean denied = address.equals("/" + DENIED);
      String text =
          code
              ? "The program is signed in. You can close this page."
              : denied ? "The program was not signed in." : "Nothing to see here.";
      byte[] page = ("visionA\n\n" + text + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain;charset=utf-8");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(code || denied ? 200 : 404, page.length);
      exchange.getResponseBody().write(page);
      if (code || denied) {
        answers.add(new Answer(code ? address.substring(1 + CODE.length()) : null));
      }
    }
  }
}
