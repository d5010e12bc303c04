package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.RawExchange.Ending;
import io.visiona.tests.support.ScriptedTarget;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when one side goes in the middle of a body. */
@OnGatewaySite
final class EndingsIT {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String EVENTS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final GatewaySite site;
  private final String path = "/open/" + UUID.randomUUID();

  EndingsIT(GatewaySite site) {
    this.site = site;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100000\r\n",
        "Transfer-Encoding: chunked\r\n",
        "X-Gzip: chunked\r\nTransfer-Encoding: chunked\r\n"
      })
  void responseCutByTheService_neverPassesForAWholeOne(String framing) throws Exception {
    boolean gzip = framing.startsWith("X-Gzip");
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              String body =
                  framing.contains("chunked")
                      ? "400\r\n" + "y".repeat(1024) + "\r\n"
                      : "y".repeat(1024);
              ScriptedTarget.write(
                  socket,
                  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + framing + "\r\n" + body);
              socket.setSoLinger(true, 0);
            });
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("GET", path) + (gzip ? "Accept-Encoding: gzip\r\n" : "") + "\r\n");
      Ending ending = raw.readToEnd();
      assertThat(ending.isCompleteChunked()).isFalse();
      assertThat(ending.bytes()).isLessThan(100_000);
    }
  }

  @Test
  void responseThatStalls_isCut() throws Exception {
    String slow = "/slow/" + UUID.randomUUID();
    site.service()
        .script(
            slow,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
              in.read();
            });
    try (RawExchange raw = site.raw()) {
      long began = System.nanoTime();
      Ending ending = raw.send(site.head("GET", slow) + "\r\n").readToEnd();
      assertThat(ending.tail()).endsWith("half");
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .as("cut by the gateway, not given up by this client")
          .isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void callerThatLeaves_isNoticed_andTheServiceIsCut() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, EVENTS + "9\r\ndata: 1\n\n\r\n");
              try {
                while (in.read() >= 0) {
                  Thread.onSpinWait();
                }
              } finally {
                cut.countDown();
              }
            });
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("GET", path) + "\r\n").readThrough("data: 1\n\n");
    }
    assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void callerThatClosesItsSendingSide_isAnswered() throws Exception {
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + "Content-Length: 5\r\n\r\nabcde");
      raw.socket().shutdownOutput();
      assertThat(raw.readThrough("hello")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void callerThatClosesItsSendingSide_beforeAnAnswerIsThere_isToldSo() throws Exception {
    site.service().script(path, (socket, in, head) -> in.read());
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("GET", path) + "\r\n");
      raw.socket().shutdownOutput();
      assertThat(raw.readThrough("}}"))
          .startsWith("HTTP/1.1 400")
          .contains("\"BAD_REQUEST\"")
          .contains("closed its side of the connection");
    }
  }

  @Test
  void callerThatStopsSending_neverPassesForAWholeBody() throws Exception {
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", path) + "Content-Length: 100000\r\n\r\n" + "x".repeat(20_000));
    }
    String chunked = path + "-chunked";
    try (RawExchange raw = site.raw()) {
      raw.send(site.head("POST", chunked) + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n");
    }
    await()
        .during(Duration.ofSeconds(1))
        .atMost(SOON)
        .until(() ->
            site.service().received(path).isEmpty() && site.service().received(chunked).isEmpty());
  }
}
