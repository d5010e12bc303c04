package io.visiona.agent.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class UpgradeAnswerTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void bytesBehindTheHead_belongToTheTunnel() throws IOException {
    UpgradeAnswer answer =
        UpgradeAnswer.read(
            bytes("HTTP/1.1 101 Switching Protocols\r\nupgrade: Yamux\r\n\r\n\0\2first"), LONG);
    assertThat(answer.accepted()).isTrue();
    assertThat(StandardCharsets.ISO_8859_1.decode(answer.early()).toString())
        .isEqualTo("\0\2first");
  }

  @Test
  void switchingToSomethingElse_isNotAccepted() throws IOException {
    assertThat(UpgradeAnswer.read(bytes("HTTP/1.1 101 X\r\nUpgrade: h2c\r\n\r\n"), LONG).accepted())
        .isFalse();
    assertThat(UpgradeAnswer.read(bytes("HTTP/1.1 101 X\r\n\r\n"), LONG).accepted()).isFalse();
  }

  @Test
  void endlessLine_endlessHeaders_andGarbage_areErrors() {
    String line = "HTTP/1.1 200 " + "x".repeat(10_000);
    String headers = "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(1_000);
    for (String hostile : new String[] {line, headers, "SSH-2.0-x\r\n\r\n", ""}) {
      assertThatThrownBy(() -> UpgradeAnswer.read(bytes(hostile), LONG))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void drip_isCutOffInTime() {
    InputStream drip =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            target[offset] = 'x';
            return 1;
          }
        };
    assertThatThrownBy(() -> UpgradeAnswer.read(drip, Duration.ofNanos(-1)))
        .isInstanceOf(SocketTimeoutException.class);
  }
}
