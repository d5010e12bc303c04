package io.visiona.yamux.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class UpgradeResponseTest {
  private static UpgradeResponse read(String text) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    return UpgradeResponse.read(in::read);
  }

  @Test
  void bytesBehindTheHead_belongToTheTunnel() throws IOException {
    UpgradeResponse answer =
        read("HTTP/1.1 101 Switching Protocols\r\nupgrade: Yamux\r\n\r\n\0\2first");
    assertThat(answer.accepted()).isTrue();
    assertThat(StandardCharsets.ISO_8859_1.decode(answer.early()).toString())
        .isEqualTo("\0\2first");
  }

  @Test
  void refusal_tellsItsStatusAndWhenToComeBack() throws IOException {
    UpgradeResponse answer = read("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n\r\n");
    assertThat(answer.accepted()).isFalse();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.retryAfter()).isEqualTo("7");
  }

  @Test
  void switchingToSomethingElse_isNotAccepted() throws IOException {
    assertThat(read("HTTP/1.1 101 X\r\nUpgrade: h2c\r\n\r\n").accepted()).isFalse();
    assertThat(read("HTTP/1.1 101 X\r\n\r\n").accepted()).isFalse();
  }

  @Test
  void endlessLine_endlessHeaders_andGarbage_areErrors() {
    String line = "HTTP/1.1 200 " + "x".repeat(40_000);
    String headers = "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(10_000);
    for (String hostile : new String[] {line, headers, "SSH-2.0-x\r\n\r\n", "", "\r\n\r\n"}) {
      assertThatThrownBy(() -> read(hostile)).isInstanceOf(IOException.class);
    }
  }

  /** Each byte comes within any read timeout; the whole head does not. */
  @Test
  void drip_isCutOffInTime() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket peer = listener.accept();
        ScheduledExecutorService drips = Executors.newSingleThreadScheduledExecutor()) {
      var _ =
          drips.scheduleAtFixedRate(
              () -> {
                try {
                  peer.getOutputStream().write('x');
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              0,
              20,
              TimeUnit.MILLISECONDS);
      assertThatThrownBy(
              () -> UpgradeResponse.ask(socket, "GET / HTTP/1.1\r\n\r\n", Duration.ofMillis(300)))
          .isInstanceOf(SocketTimeoutException.class);
      drips.shutdownNow();
    }
  }
}
