package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and declined handshakes on their way between a caller and an agent's web server. */
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProxiedBodiesIT {
  private static final String DECLINED = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\n";

  /** Head and body of each request, every byte one character. */
  private final BlockingQueue<String> received = new ArrayBlockingQueue<>(100);

  private final Stack stack;
  private final ScriptedTarget target =
      new ScriptedTarget(
          Map.of(
              "/takes",
              this::take,
              "/declines/sized",
              ScriptedTarget.answer(DECLINED + "Content-Length: 9\r\n\r\ndeclined!"),
              "/declines/chunked",
              ScriptedTarget.answer(
                  DECLINED + "Transfer-Encoding: chunked\r\n\r\n9\r\ndeclined!\r\n0\r\n\r\n"),
              "/declines/to-the-end",
              ScriptedTarget.answer(DECLINED + "\r\ndeclined!"),
              "/declines/empty",
              ScriptedTarget.answer(DECLINED + "Content-Length: 0\r\n\r\n"),
              "/cookie",
              ScriptedTarget.answer(
                  "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nCache-Control: max-age=60\r\n"
                      + "Content-Length: 9\r\n\r\ncomplete!")));
  private Person alice;
  private TestAgent agent;

  ProxiedBodiesIT(Stack stack) throws IOException {
    this.stack = stack;
  }

  @BeforeAll
  void pair() throws IOException {
    alice = stack.signIn("alice");
    agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX, "--target", target.uri().toString());
  }

  @AfterAll
  void stop() throws IOException {
    agent.close();
    alice.close();
    target.close();
  }

  private void take(Socket socket) throws IOException {
    String head = target.heads().getLast();
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
      for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
        body.write(in.readNBytes(size));
        in.skipNBytes(2);
      }
    } else {
      int length =
          head.lines()
              .filter(line -> line.regionMatches(true, 0, "Content-Length: ", 0, 16))
              .mapToInt(line -> Integer.parseInt(line.substring(16)))
              .findFirst()
              .orElse(0);
      body.write(in.readNBytes(length));
    }
    received.add(head + body.toString(StandardCharsets.ISO_8859_1));
    ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  private static int chunkSize(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return Integer.parseInt(line.toString().strip(), 16);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void compressedBody_reachesTheAgentAsSent_withItsLabel(boolean sized, boolean isGzip)
      throws Exception {
    byte[] body =
        isGzip
            ? gzip("some text that is longer when it is unpacked, longer, longer, longer")
            : "not gzip at all".getBytes(StandardCharsets.UTF_8);
    String head =
        "POST "
            + agent.proxy("/takes")
            + " HTTP/1.1\r\nHost: "
            + stack.api().getAuthority()
            + "\r\nOrigin: "
            + alice.origin()
            + "\r\nX-CSRF: 1\r\nCookie: "
            + alice.cookie()
            + "\r\nContent-Encoding: gzip\r\n"
            + (sized
                ? "Content-Length: " + body.length + "\r\n\r\n"
                : "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length) + "\r\n");
    try (RawExchange raw = new RawExchange(stack.api())) {
      raw.send(
          head + new String(body, StandardCharsets.ISO_8859_1) + (sized ? "" : "\r\n0\r\n\r\n"));
      assertThat(raw.readThrough("ok")).startsWith("HTTP/1.1 200");
    }
    assertThat(received.poll(10, TimeUnit.SECONDS))
        .containsIgnoringCase("\r\nContent-Encoding: gzip\r\n")
        .endsWith("\r\n\r\n" + new String(body, StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sized", "chunked", "to-the-end", "empty"})
  void agentThatDeclinesAWebSocket_isHeard(String how) throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      String answer =
          raw.get(
                  agent.proxy("/declines/" + how),
                  alice.cookie(),
                  "Origin: " + alice.origin(),
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
              .readThrough(how.equals("empty") ? "\r\n\r\n" : "declined!");
      assertThat(answer).startsWith("HTTP/1.1 403").contains("text/plain");
    }
  }

  @Test
  void answerWithACookie_saysOfCachingWhatTheAgentSaid() throws Exception {
    try (RawExchange raw = new RawExchange(stack.api())) {
      assertThat(raw.get(agent.proxy("/cookie"), alice.cookie()).readThrough("complete!"))
          .containsIgnoringCase("\r\nSet-Cookie: ")
          .contains("max-age=60")
          .doesNotContainIgnoringCase("\r\nExpires:")
          .doesNotContainIgnoringCase("no-cache");
    }
  }
}
