package io.visiona.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * What a person can have open to an agent's own web server for long: events, a download and a
 * WebSocket, each of which has begun and would go on.
 */
public final class OpenThree implements AutoCloseable {
  /** A second, and half of one for a busy machine. */
  public static final Duration WITHIN = Duration.ofMillis(1500);

  private static final int LENGTH = 1_000_000;

  /** The beginning of a close frame with 4401. */
  private static final String CLOSED_4401 = "\u00111";

  private final RawExchange events;
  private final RawExchange download;
  private final RawExchange socket;

  /**
   * Opens them.
   *
   * @param server where the person is signed in
   * @param proxy path of the agent's own web server, which is {@link #target}
   * @param cookie of the person
   * @param origin of the site's own pages
   */
  public OpenThree(URI server, String proxy, String cookie, String origin) throws IOException {
    events = open(server, proxy + "/events", cookie, "data: {}\n\n");
    download = open(server, proxy + "/download", cookie, "first");
    socket =
        open(
            server,
            proxy + "/socket",
            cookie,
            "first",
            "Origin: " + origin,
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
  }

  /** A web server that begins each of them and never ends one. */
  public static ScriptedTarget target() throws IOException {
    return new ScriptedTarget(
        Map.of(
            "/events",
            stays(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: first\ndata: {}\n\n"),
            "/download",
            stays(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                    + LENGTH
                    + "\r\n\r\nfirst"),
            "/socket",
            stays(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "\r\n\u0081\u0005first")));
  }

  private static ScriptedTarget.Script stays(String beginning) {
    return socket -> {
      ScriptedTarget.write(socket, beginning);
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    };
  }

  private static RawExchange open(
      URI server, String path, String cookie, String through, String... headers)
      throws IOException {
    RawExchange raw = new RawExchange(server);
    raw.get(path, cookie, headers).readThrough(through);
    return raw;
  }

  /** All three end within {@link #WITHIN}, say why where they can, and pass for nothing whole. */
  public void assertEndsSoon(String reason) throws IOException {
    Ends ends = ends();
    assertThat(ends.events)
        .contains("event: session_ended\ndata: {\"reason\":\"" + reason + "\"}\n\n");
    assertThat(ends.socket).startsWith("\u0088").contains(CLOSED_4401);
  }

  /** The same where the agent is lost at that moment: whichever is noticed first ends them. */
  public void assertEndsSoon() throws IOException {
    ends();
  }

  private record Ends(String events, String socket) {}

  private Ends ends() throws IOException {
    long began = System.nanoTime();
    String said = readToEnd(events.socket());
    String closed = readToEnd(socket.socket());
    RawExchange.Ending ending = download.readToEnd();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(WITHIN);
    assertThat(said)
        .as("an agent's answer that is cut does not look whole")
        .doesNotEndWith("0\r\n\r\n");
    assertThat(ending.bytes()).isLessThan(LENGTH);
    return new Ends(said, closed);
  }

  private static String readToEnd(Socket socket) throws IOException {
    socket.setSoTimeout((int) WITHIN.toMillis());
    try (InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() throws IOException {
    try (events;
        download) {
      socket.close();
    }
  }
}
