package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.RawExchange.Ending;
import io.visiona.tests.support.ScriptedTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets to services, over plain connections and over TLS. */
@OnGatewaySite
final class WebSocketIT {
  private static final String HANDSHAKE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

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
      assertThat(head).contains(" 101 ").containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      for (int i = 0; i < 50; i++) {
        assertThat(raw.send("frame " + i + ";").readThrough("frame " + i + ";")).isEqualTo("frame " + i + ";");
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
    site.service().script(path, (socket, in, head) -> ScriptedTarget.write(socket, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
    try (RawExchange raw = site.raw()) {
      assertThat(raw.send(site.head("GET", path) + HANDSHAKE).readThrough("no")).contains(" 403 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void serviceThatIsCutWhileItDeclines_neverPassesForAWholeAnswer(String encoding) throws IOException {
    String path = "/open/" + UUID.randomUUID();
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 30000\r\n\r\n" + "n".repeat(5000));
              socket.setSoLinger(true, 0);
            });
    try (RawExchange raw = site.raw()) {
      Ending ending = raw.send(site.head("GET", path) + "Accept-Encoding: " + encoding + "\r\n" + HANDSHAKE).readToEnd();
      assertThat(ending.isCompleteChunked()).isFalse();
      assertThat(ending.bytes()).isBetween(100L, 20_000L);
    }
  }

  @Test
  void webSocketWithoutCredentials_is401() throws IOException {
    try (RawExchange raw = site.raw()) {
      assertThat(raw.send(site.head("GET", "/closed/socket") + HANDSHAKE).readThrough("\r\n")).contains(" 401 ");
    }
    assertThat(site.service().received("/closed/socket")).isEmpty();
  }

  private static void echo(Socket socket, InputStream in, String head) throws IOException {
    ScriptedTarget.write(
        socket,
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
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
