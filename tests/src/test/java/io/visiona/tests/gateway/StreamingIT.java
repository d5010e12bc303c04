package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies both ways, as they come. */
@OnGatewaySite
final class StreamingIT {
  private static final String EVENTS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static final String INTERIM =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";

  private final GatewaySite site;
  private final String path = "/open/" + UUID.randomUUID();

  StreamingIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void events_arriveAsTheyAreSent_thoughTheCallerWouldTakeGzip() throws Exception {
    CountDownLatch next = new CountDownLatch(1);
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, EVENTS + "9\r\ndata: 1\n\n\r\n");
              awaitLatch(next);
              ScriptedTarget.write(socket, "9\r\ndata: 2\n\n\r\n0\r\n\r\n");
            });
    try (RawExchange raw = site.raw()) {
      String first =
          raw.send(site.head("GET", path) + "Accept-Encoding: gzip\r\n\r\n")
              .readThrough("data: 1\n\n");
      assertThat(first).doesNotContainIgnoringCase("content-encoding");
      next.countDown();
      assertThat(raw.readThrough("data: 2\n\n")).isNotEmpty();
    }
  }

  @Test
  void bodyBothWaysAtOnce_neitherWaitsForTheOther() throws Exception {
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(
                  socket,
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-echo\r\n\r\n");
              for (int i = 0; i < 5; i++) {
                byte[] chunk = in.readNBytes(8);
                ScriptedTarget.write(
                    socket, "8\r\n" + new String(chunk, StandardCharsets.US_ASCII) + "\r\n");
              }
              ScriptedTarget.write(socket, "0\r\n\r\n");
            });
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + "Transfer-Encoding: chunked\r\n\r\n").send("3\r\nab0\r\n");
      raw.readThrough("ab0");
      for (int i = 1; i < 5; i++) {
        raw.send("3\r\nab" + i + "\r\n").readThrough("ab" + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 16000", "Content-Length: 3000000"})
  void firstBytesOfAnUploadThatPauses_arePassedOnAtOnce(String length) throws Exception {
    CountDownLatch came = new CountDownLatch(1);
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              if (new String(in.readNBytes(3), StandardCharsets.US_ASCII).equals("abc")) {
                came.countDown();
              }
              in.read();
            });
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + length + "\r\n\r\n").send("abc");
      assertThat(came.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void answerBeforeTheEndOfTheRequest_isPassedOn() throws Exception {
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket,
                    "HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmuch"));
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + "Content-Length: 100000000\r\n\r\n" + "x".repeat(20_000));
      String answer = raw.readThrough("much");
      assertThat(answer).contains(" 413 ").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void expectContinue_isTheServicesToAnswer() throws Exception {
    String expecting =
        site.head("POST", path) + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n";
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
              byte[] body = in.readNBytes(5);
              ScriptedTarget.write(
                  socket,
                  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                      + new String(body, StandardCharsets.ISO_8859_1));
            });
    try (RawExchange raw = site.raw()) {
      assertThat(raw.send(expecting).readThrough("\r\n\r\n")).startsWith("HTTP/1.1 100");
      assertThat(raw.send("abcde").readThrough("abcde")).contains(" 200 ");
    }
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno"));
    try (RawExchange raw = site.raw()) {
      // Without the body: behind the container's own 100, which nobody can hold back.
      assertThat(raw.send(expecting).readThrough("\r\n\r\nno")).contains("HTTP/1.1 413");
    }
  }

  @Test
  void serviceThatKnowsNothingOfExpectations_isSentTheBodyAllTheSame() throws Exception {
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")
          .readThrough("\r\n\r\n");
      assertThat(raw.send("abcde").readThrough("hello")).contains(" 200 ");
    }
    assertThat(site.service().only(path).length()).isEqualTo(5);
  }

  @Test
  void interimResponsesAndTrailers_areLeftOut() {
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket,
                    INTERIM
                        + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n"));
    HttpResponse<String> answer = site.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
    assertThat(answer.headers().firstValue("Link")).isEmpty();
  }

  @Test
  void pathOfTheServicesUrl_comesFirst() {
    String based = "/based/" + UUID.randomUUID();
    assertThat(site.get(based).statusCode()).isEqualTo(200);
    assertThat(site.service().only("/base" + based)).isNotNull();
  }

  @Test
  void head_hasTheLengthAndNoBody() throws Exception {
    site.service()
        .script(
            path,
            (socket, in, head) ->
                ScriptedTarget.write(
                    socket,
                    "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nContent-Type: text/plain\r\n\r\n"));
    try (RawExchange raw = site.raw()) {
      String answer =
          raw.send(site.head("HEAD", path) + "Accept-Encoding: gzip\r\n\r\n")
              .readThrough("\r\n\r\n");
      assertThat(answer).containsIgnoringCase("content-length: 1234");
      assertThat(raw.send(site.head("GET", path + "-next") + "\r\n").readThrough("hello"))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void connectionsToServices_areUsedAgain() {
    site.get(path);
    int before = site.service().connections();
    for (int i = 0; i < 20; i++) {
      assertThat(site.get(path).statusCode()).isEqualTo(200);
    }
    assertThat(site.service().connections() - before).isLessThanOrEqualTo(2);
  }

  private static void awaitLatch(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
