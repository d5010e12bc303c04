package io.visiona.agent.target;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.agent.support.Pair;
import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetProxyTest {
  private static final int WAIT_MS = 10_000;
  private CompletableFuture<Void> served = new CompletableFuture<>();
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
    return passed("127.0.0.1:" + target.getLocalPort());
  }

  private YamuxStream passed(String host) throws IOException, InterruptedException {
    YamuxStream near = pair.open();
    YamuxStream far = pair.accept();
    TargetProxy proxy =
        new TargetProxy(new TargetAddress("127.0.0.1", target.getLocalPort()), host);
    Thread.ofVirtual()
        .start(() -> {
          try {
            proxy.serve(far);
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

  private static final String HEAD = "POST / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** The request's head, as the target gets it. */
  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int value = socket.getInputStream().read();
      assertThat(value).isNotNegative();
      head.append((char) value);
    }
    return head.toString();
  }

  /** As browsers send it, and as the API sends it on: agreeing with the Host it asks for. */
  @ParameterizedTest
  @ValueSource(strings = {"https://site.example", "http://localhost"})
  void host_isTheTargets_andOriginAgreesWithIt(String origin) throws Exception {
    try (YamuxStream stream = passed();
        Socket socket = accepted()) {
      stream
          .output()
          .write(
              String.join(
                      "\r\n",
                      "POST /a HTTP/1.1",
                      "Host: localhost",
                      "X-Forwarded-Host: site.example",
                      "X-Forwarded-Proto: https",
                      "origin: " + origin,
                      "",
                      "body")
                  .getBytes(ISO_8859_1));
      String own = "127.0.0.1:" + target.getLocalPort();
      assertThat(head(socket))
          .contains("\r\nHost: " + own + "\r\n", "\r\nOrigin: http://" + own + "\r\n")
          .startsWith("POST /a HTTP/1.1\r\n")
          .doesNotContain("Host: localhost");
      assertThat(socket.getInputStream().readNBytes(4)).asString(ISO_8859_1).isEqualTo("body");
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 302 Found\r\nLocation: http://" + own + "/b?c\r\n\r\n")
                  .getBytes(ISO_8859_1));
      socket.shutdownOutput();
      assertThat(stream.input().readAllBytes())
          .asString(ISO_8859_1)
          .contains("\r\nLocation: http://localhost/b?c\r\n");
    }
  }

  @Test
  void hostOfAnotherName_isAskedFor_andForeignOriginsStay() throws Exception {
    try (YamuxStream stream = passed("shop.example:81");
        Socket socket = accepted()) {
      stream
          .output()
          .write(
              String.join(
                      "\r\n",
                      "GET / HTTP/1.1",
                      "Host: localhost",
                      "X-Forwarded-Host: site.example",
                      "X-Forwarded-Proto: https",
                      "Origin: https://evil.example",
                      "",
                      "")
                  .getBytes(ISO_8859_1));
      assertThat(head(socket))
          .contains("Host: shop.example:81\r\n", "Origin: https://evil.example\r\n");
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 302 Found\r\nLocation: http://shop.example:8181/\r\n\r\n"
                  .getBytes(ISO_8859_1));
      socket.shutdownOutput();
      assertThat(stream.input().readAllBytes())
          .asString(ISO_8859_1)
          .contains("Location: http://shop.example:8181/");
    }
  }

  /** The target answers, closes with the body unread, and the kernel resets what comes after. */
  @Test
  void earlyAnswer_arrivesThoughTheTargetResetsTheRestOfTheBody() throws Exception {
    for (int i = 0; i < 6; i++) {
      served = new CompletableFuture<>();
      try (YamuxStream stream = passed()) {
        Socket socket = accepted();
        stream
            .output()
            .write(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n"
                    .getBytes(ISO_8859_1));
        Thread body =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    stream.output().write(new byte[3_000_000]);
                  } catch (IOException e) {
                    // The answer is there first at times.
                    assertThat(e).isInstanceOf(YamuxException.class);
                  }
                });
        head(socket);
        socket.getInputStream().readNBytes(10_000);
        socket
            .getOutputStream()
            .write("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge".getBytes(ISO_8859_1));
        socket.close();

        assertThat(stream.input().readAllBytes()).asString(ISO_8859_1).endsWith("large");
        stream.reset();
        body.join();
        await().atMost(Duration.ofSeconds(10)).until(served::isDone);
      }
    }
  }

  /** Without a length of its own a cut answer would look whole. */
  @Test
  void answerWithoutLengthThatIsReset_isReset() throws Exception {
    try (YamuxStream stream = passed()) {
      Socket socket = accepted();
      stream.output().write(HEAD.getBytes(ISO_8859_1));
      head(socket);
      socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\npart".getBytes(ISO_8859_1));
      assertThat(stream.input().readNBytes(23)).hasSize(23);
      socket.setSoLinger(true, 0);
      socket.close();
      assertThatThrownBy(() -> stream.input().read()).isInstanceOf(YamuxException.class);
    }
  }

  @Test
  void interimResponses_passBeforeTheFinalOne() throws Exception {
    try (YamuxStream stream = passed();
        Socket socket = accepted()) {
      stream.output().write(HEAD.getBytes(ISO_8859_1));
      head(socket);
      String interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
      socket.getOutputStream().write(interim.getBytes(ISO_8859_1));
      assertThat(stream.input().readNBytes(interim.length()))
          .asString(ISO_8859_1)
          .isEqualTo(interim);
      socket.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));
      assertThat(stream.input().readNBytes(27)).asString(ISO_8859_1).startsWith("HTTP/1.1 204");
    }
  }

  @Test
  void localhost_isBothLoopbacks_andEachIsTried() throws Exception {
    assertThat(TargetConnector.addresses("LOCALHOST"))
        .contains(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
    try (ServerSocket second = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.2"));
        Socket socket =
            TargetConnector.connect(
                List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0.2")),
                second.getLocalPort())) {
      assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\r\nX: y", "a/b", "u@h", "h:port", "h?q"})
  void hostHeaderThatIsNoHost_isRefused(String value) {
    assertThatThrownBy(() -> new TargetProxy(new TargetAddress("h", 80), value))
        .isInstanceOf(IllegalArgumentException.class);
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
          .start(() -> {
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
      stream.output().write(HEAD.getBytes(ISO_8859_1));
      head(socket);
      stream.reset();
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void targetThatResets_resetsTheStream() throws Exception {
    try (YamuxStream stream = passed()) {
      stream.output().write(HEAD.getBytes(ISO_8859_1));
      Socket socket = accepted();
      head(socket);
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
  @ValueSource(
      strings = {"", "https://x/path", "http://", "http://x/path", "http://x?q", "ftp://x", "x:80"})
  void targetThatCannotBePassedTo_isRefused(String url) {
    assertThatThrownBy(() -> TargetAddress.parse(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void target_hasADefaultPort() {
    assertThat(TargetAddress.parse("http://[::1]/")).isEqualTo(new TargetAddress("::1", 80));
    assertThat(new TargetAddress("::1", 8080).authority()).isEqualTo("[::1]:8080");
    assertThat(TargetAddress.parse("http://h:8080")).isEqualTo(new TargetAddress("h", 8080));
  }
}
