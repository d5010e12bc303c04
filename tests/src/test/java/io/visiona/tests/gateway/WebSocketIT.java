package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.gateway.RecordingService.Script;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.RawExchange.Ending;
import io.visiona.tests.support.ScriptedTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets to services, over plain connections and over TLS. */
@OnGatewaySite
final class WebSocketIT {
  private static final String HANDSHAKE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  private static final String SWITCHED =
      String.join(
          "\r\n",
          "HTTP/1.1 101 Switching Protocols",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Set-Cookie: app=1",
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
          "",
          "");

  private final GatewaySite site;

  WebSocketIT(GatewaySite site) {
    this.site = site;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/open/", "/tls/"})
  void webSocket_isCarriedBothWays(String way) throws Exception {
    String path = way + UUID.randomUUID();
    site.service().script(path, WebSocketIT::echo);
    site.secure().script(path, WebSocketIT::echo);
    try (RawExchange raw = site.raw()) {
      String head = raw.send(site.head("GET", path) + HANDSHAKE).readThrough("\r\n\r\n");
      assertThat(head)
          .contains(" 101 ")
          .containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      for (int i = 0; i < 50; i++) {
        assertThat(raw.send("frame " + i + ";").readThrough("frame " + i + ";"))
            .isEqualTo("frame " + i + ";");
      }
      byte[] large = new byte[300_000];
      new Random(3).nextBytes(large);
      Thread sender = Thread.startVirtualThread(() -> write(raw, large));
      assertThat(raw.socket().getInputStream().readNBytes(large.length)).isEqualTo(large);
      sender.join();
    }
  }

  @Test
  void serviceThatDeclines_isHeard() throws IOException {
    String path = "/open/" + UUID.randomUUID();
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
    try (RawExchange raw = site.raw()) {
      assertThat(raw.send(site.head("GET", path) + HANDSHAKE).readThrough("no")).contains(" 403 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void serviceThatIsCutWhileItDeclines_neverPassesForAWholeAnswer(String encoding)
      throws IOException {
    String path = "/open/" + UUID.randomUUID();
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(
                  socket,
                  "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 30000\r\n\r\n"
                      + "n".repeat(5000));
              socket.setSoLinger(true, 0);
            });
    try (RawExchange raw = site.raw()) {
      Ending ending =
          raw.send(site.head("GET", path) + "Accept-Encoding: " + encoding + "\r\n" + HANDSHAKE)
              .readToEnd();
      assertThat(ending.isCompleteChunked()).isFalse();
      assertThat(ending.bytes()).isBetween(100L, 20_000L);
    }
  }

  @Test
  void webSocketWithoutCredentials_is401() throws IOException {
    try (RawExchange raw = site.raw()) {
      assertThat(raw.send(site.head("GET", "/closed/socket") + HANDSHAKE).readThrough("\r\n"))
          .contains(" 401 ");
    }
    assertThat(site.service().received("/closed/socket")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/open/", "/tls/"})
  void lastBytesOfTheCaller_reachTheService_thenTheEnd(String way) throws Exception {
    String path = way + UUID.randomUUID();
    BlockingQueue<String> received = new ArrayBlockingQueue<>(20);
    Script script =
        (socket, in, head) -> {
          ScriptedTarget.write(socket, SWITCHED);
          received.add(
              new String(in.readAllBytes(), StandardCharsets.ISO_8859_1) + ", then the end");
        };
    site.service().script(path, script);
    site.secure().script(path, script);
    for (int i = 0; i < 10; i++) {
      try (RawExchange raw = site.raw()) {
        raw.send(site.head("GET", path) + HANDSHAKE).readThrough("\r\n\r\n");
        raw.send("last words " + i);
      }
      assertThat(received.poll(10, TimeUnit.SECONDS))
          .isEqualTo("last words " + i + ", then the end");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/open/", "/tls/"})
  void connection_isClosedAtOnce_andNeverReadAsHttpAgain(String way) throws Exception {
    String path = way + UUID.randomUUID();
    Script script = (socket, in, head) -> ScriptedTarget.write(socket, SWITCHED + "bye");
    site.service().script(path, script);
    site.secure().script(path, script);
    try (RawExchange raw = site.raw()) {
      String head = raw.send(site.head("GET", path) + HANDSHAKE).readThrough("bye");
      assertThat(head).doesNotContainIgnoringCase("Content-Length").contains("app=1");
      raw.socket().setSoTimeout(2000);
      assertThat(raw.readToEnd()).isEqualTo(new Ending(0, "", false));
    }
  }

  /** Until its time of a minute is over the server waits for it: its session's end is shorter. */
  @Test
  void connectionOfACallerThatTakesNothing_isClosed_whenTheSessionEnds() throws Exception {
    String path = "/closed/" + UUID.randomUUID();
    AtomicLong poured = new AtomicLong();
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, SWITCHED);
              byte[] block = new byte[8192];
              while (true) {
                socket.getOutputStream().write(block);
                poured.addAndGet(block.length);
              }
            });
    try (Person person = site.stack().signIn("alice");
        RawExchange raw = site.raw()) {
      raw.send(
              site.head("GET", path)
                  + "Cookie: "
                  + person.cookie()
                  + "\r\nOrigin: "
                  + person.origin()
                  + "\r\n"
                  + HANDSHAKE)
          .readThrough("\r\n\r\n");
      AtomicLong last = new AtomicLong(-1);
      await("everything on the way is full")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> last.getAndSet(poured.get()) == poured.get());
      assertThat(person.post("/api/auth/logout", "{}").statusCode()).isBetween(200, 204);
      await("the server has closed its end")
          .atMost(Duration.ofSeconds(10))
          .until(() -> !Proc.isHeld(site.gateway().getPort(), raw.socket().getLocalPort()));
    }
  }

  private static void echo(Socket socket, InputStream in, String head) throws IOException {
    ScriptedTarget.write(socket, SWITCHED);
    OutputStream out = socket.getOutputStream();
    byte[] block = new byte[8192];
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      out.write(block, 0, n);
      out.flush();
    }
  }

  private static void write(RawExchange raw, byte[] bytes) {
    try {
      raw.socket().getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
