package io.visiona.agent.target;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.agent.support.Pair;
import io.visiona.yamux.session.YamuxException;
import io.visiona.yamux.session.YamuxStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetPassageTest {
  private static final int WAIT_MS = 10_000;
  private final CompletableFuture<Void> served = new CompletableFuture<>();
  private Pair pair;
  private ServerSocket target;

  @BeforeEach
  void open() throws IOException {
    pair = new Pair();
    target = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    target.setSoTimeout(WAIT_MS);
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
    target.close();
  }

  private YamuxStream passed() throws IOException, InterruptedException {
    YamuxStream near = pair.open();
    YamuxStream far = pair.accept();
    TargetPassage passage =
        new TargetPassage(new TargetAddress("127.0.0.1", target.getLocalPort()));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                passage.serve(far);
                far.close();
                served.complete(null);
              } catch (IOException | InterruptedException e) {
                far.reset();
                served.completeExceptionally(e);
              }
            });
    return near;
  }

  private Socket accepted() throws IOException {
    Socket socket = target.accept();
    socket.setSoTimeout(WAIT_MS);
    return socket;
  }

  @Test
  void bytes_passBothWaysAndEachEndPassesOnItsOwn() throws Exception {
    try (YamuxStream stream = passed();
        Socket socket = accepted()) {
      stream.output().write("question".getBytes(ISO_8859_1));
      stream.closeOutput();
      assertThat(socket.getInputStream().readAllBytes()).asString(ISO_8859_1).isEqualTo("question");
      String answer = "answer ".repeat(100_000);
      Thread.ofVirtual()
          .start(
              () -> {
                try (socket) {
                  socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                } catch (IOException e) {
                  served.completeExceptionally(e);
                }
              });
      assertThat(stream.input().readAllBytes()).asString(ISO_8859_1).isEqualTo(answer);
      served.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void targetThatEndsFirst_canStillBeWrittenTo() throws Exception {
    try (YamuxStream stream = passed();
        Socket socket = accepted()) {
      socket.shutdownOutput();
      assertThat(stream.input().read()).isEqualTo(-1);
      stream.output().write("late".getBytes(ISO_8859_1));
      stream.closeOutput();
      assertThat(socket.getInputStream().readAllBytes()).asString(ISO_8859_1).isEqualTo("late");
    }
  }

  @Test
  void callerThatGoesAway_resetsTheTargetsConnection() throws Exception {
    try (YamuxStream stream = passed();
        Socket socket = accepted()) {
      stream.output().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      stream.reset();
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void targetThatResets_resetsTheStream() throws Exception {
    try (YamuxStream stream = passed()) {
      stream.output().write('x');
      Socket socket = accepted();
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      socket.setSoLinger(true, 0);
      socket.close();
      assertThatThrownBy(() -> stream.input().read())
          .isInstanceOfSatisfying(
              YamuxException.class,
              e -> assertThat(e.code()).isEqualTo(YamuxException.Code.STREAM_RESET));
    }
  }

  @Test
  void unreachableTarget_isAWellFormed502EvenWhileABodyArrives() throws Exception {
    target.close();
    try (YamuxStream stream = passed()) {
      stream
          .output()
          .write("POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\nabc".getBytes(ISO_8859_1));
      String answer = new String(stream.input().readAllBytes(), ISO_8859_1);
      assertThat(answer)
          .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
          .contains("\"code\":\"target_unreachable\"");
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      assertThat(answer).contains("Content-Length: " + body.length());
      stream.closeOutput();
      await().atMost(Duration.ofSeconds(10)).until(served::isDone);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://x", "http://", "http://x/path", "http://x?q", "ftp://x", "x:80"})
  void targetThatCannotBePassedTo_isRefused(String url) {
    assertThatThrownBy(() -> TargetAddress.parse(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void target_hasADefaultPort() {
    assertThat(TargetAddress.parse("http://[::1]/")).isEqualTo(new TargetAddress("::1", 80));
    assertThat(TargetAddress.parse("http://h:8080")).isEqualTo(new TargetAddress("h", 8080));
  }
}
