package io.visiona.shared.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.yamux.session.YamuxException;
import io.visiona.yamux.session.YamuxStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What flows, in which order, and when which side is closed. */
@Timeout(30)
@Isolated("it looks at the threads")
class HttpExchangeTest {
  private ScriptedAgent agent;

  @BeforeEach
  void connect() throws IOException {
    agent = new ScriptedAgent();
  }

  @AfterEach
  void disconnect() throws IOException {
    agent.close();
  }

  private HttpExchange post(byte[] body, boolean whole, Field... fields) throws Exception {
    RequestHead head = new RequestHead("POST", "/p%2Fq?x=%20y", List.of(fields));
    return HttpExchange.begin(agent.client::open, ScriptedAgent.LIMITS, head, body, whole);
  }

  @Test
  void headAndSmallBody_arriveAsWritten() throws Exception {
    Future<String> seen =
        agent.async(() -> {
          YamuxStream stream = agent.agent.accept();
          return ScriptedAgent.readHead(stream.input())
              + new String(stream.input().readNBytes(3), ISO_8859_1);
        });

    post("abc".getBytes(ISO_8859_1), true, new Field("Content-Length", "3"), new Field("X-A", "ü"));

    assertThat(seen.get())
        .isEqualTo("POST /p%2Fq?x=%20y HTTP/1.1\r\nContent-Length: 3\r\nX-A: ü\r\n\r\nabc");
  }

  @Test
  void stream_isNotHalfClosedBeforeTheResponseIsComplete() throws Exception {
    Future<YamuxStream> answered = agent.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);
    exchange.response();
    YamuxStream stream = answered.get();
    stream.readTimeout(Duration.ofMillis(200));

    assertThatThrownBy(() -> stream.input().read())
        .isInstanceOfSatisfying(
            YamuxException.class,
            e -> assertThat(e.code()).isEqualTo(YamuxException.Code.READ_TIMEOUT));

    stream.output().write("ok".getBytes(ISO_8859_1));
    assertThat(ScriptedAgent.body(exchange)).asString().isEqualTo("ok");
    exchange.close();
    stream.readTimeout(Duration.ofSeconds(10));
    assertThat(stream.input().read()).isEqualTo(-1);
  }

  @Test
  void firstByteOfABody_isReadBeforeTheSecondIsSent() throws Exception {
    Future<YamuxStream> answered =
        agent.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);
    exchange.response();
    byte[] block = new byte[100];

    assertThat(exchange.read(block, 0, block.length)).isEqualTo(1);
    assertThat(exchange.hasMore()).isFalse();

    answered.get().output().write("1\r\nb\r\n0\r\n\r\n".getBytes(ISO_8859_1));
    assertThat(ScriptedAgent.body(exchange)).asString().isEqualTo("b");
  }

  @Test
  void interimResponses_areSkipped() throws Exception {
    var _ =
        agent.answer(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nX-B: 1\r\n\r\n");
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);

    ResponseHead head = exchange.response();

    assertThat(head.status()).isEqualTo(204);
    assertThat(head.first("x-b")).contains("1");
    assertThat(head.first("link")).isEmpty();
    assertThat(ScriptedAgent.body(exchange)).isEmpty();
  }

  @Test
  void blankBeforeTheColon_isRemoved_andTheSameLengthTwiceIsThatLength() throws Exception {
    var _ =
        agent.answer(
            "HTTP/1.1 200 OK\r\nX-Old : box\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab");
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);

    ResponseHead head = exchange.response();

    assertThat(head.first("X-Old")).contains("box");
    assertThat(ScriptedAgent.body(exchange)).asString().isEqualTo("ab");
  }

  @Test
  void headResponse_hasNoBodyWhateverItsLength() throws Exception {
    var _ = agent.answer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    HttpExchange exchange = agent.begin("HEAD", ScriptedAgent.LIMITS);

    exchange.response();

    assertThat(exchange.framing()).isEqualTo(new BodyFraming.Empty());
    assertThat(ScriptedAgent.body(exchange)).isEmpty();
  }

  @Test
  void responseWithoutLength_endsWithTheStream() throws Exception {
    Future<YamuxStream> answered = agent.answer("HTTP/1.0 200 OK\r\n\r\nall of it");
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);
    exchange.response();
    answered.get().closeOutput();

    assertThat(ScriptedAgent.body(exchange)).asString().isEqualTo("all of it");
  }

  @Test
  void switchedProtocol_flowsBothWays() throws Exception {
    Future<YamuxStream> answered =
        agent.answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nhello");
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);

    assertThat(exchange.response().status()).isEqualTo(101);
    byte[] block = new byte[100];
    assertThat(exchange.read(block, 0, 100)).isEqualTo(5);
    exchange.switchedOutput().write("back".getBytes(ISO_8859_1));
    assertThat(answered.get().input().readNBytes(4)).asString().isEqualTo("back");
  }

  @Test
  void chunkedBody_isSentInChunks() throws Exception {
    Future<String> seen =
        agent.async(() -> {
          YamuxStream stream = agent.agent.accept();
          ScriptedAgent.readHead(stream.input());
          return new String(stream.input().readNBytes(15), ISO_8859_1);
        });
    HttpExchange exchange = post(new byte[0], false, new Field("Transfer-Encoding", "chunked"));

    exchange.send(new ByteArrayInputStream("hello".getBytes(ISO_8859_1)), true);

    assertThat(seen.get()).isEqualTo("5\r\nhello\r\n0\r\n\r\n");
    assertThat(exchange.isSent()).isTrue();
  }

  @Test
  void earlyResponse_isReadWhileTheBodyIsStillBeingSent() throws Exception {
    var _ = agent.answer("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
    HttpExchange exchange = post(new byte[0], false, new Field("Content-Length", "1000000000"));
    Future<?> sending =
        agent.async(() -> {
          exchange.send(new Endless(1_000_000_000), false);
          return "sent";
        });

    assertThat(exchange.response().status()).isEqualTo(413);
    assertThat(ScriptedAgent.body(exchange)).asString().isEqualTo("no");
    exchange.close();

    assertThatThrownBy(sending::get).cause().isInstanceOf(ExchangeException.class);
  }

  @Test
  void cancel_resetsTheStreamAndWakesTheReader() throws Exception {
    Future<YamuxStream> answered = agent.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);
    exchange.response();
    Future<?> reading = agent.async(() -> exchange.read(new byte[1], 0, 1));

    exchange.cancel();

    assertThatThrownBy(reading::get).cause().isInstanceOf(ExchangeException.class);
    YamuxStream stream = answered.get();
    assertThatThrownBy(() -> stream.input().read())
        .isInstanceOfSatisfying(
            YamuxException.class,
            e -> assertThat(e.code()).isEqualTo(YamuxException.Code.STREAM_RESET));
  }

  @Test
  void gigabyteBothWays_takesNoMemory() throws Exception {
    long size = 1L << 30;
    Future<Long> echoed =
        agent.async(() -> {
          YamuxStream stream = agent.agent.accept();
          ScriptedAgent.readHead(stream.input());
          stream
              .output()
              .write(
                  ("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n").getBytes(ISO_8859_1));
          byte[] block = new byte[64 * 1024];
          long left = size;
          while (left > 0) {
            int count = stream.input().read(block);
            stream.output().write(block, 0, count);
            left -= count;
          }
          return size;
        });
    HttpExchange exchange =
        post(new byte[0], false, new Field("Content-Length", Long.toString(size)));
    Future<?> sending =
        agent.async(() -> {
          exchange.send(new Endless(size), false);
          return "sent";
        });
    exchange.response();
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();

    long received = 0;
    byte[] block = new byte[64 * 1024];
    for (int count = exchange.read(block, 0, block.length);
        count >= 0;
        count = exchange.read(block, 0, block.length)) {
      received += count;
    }

    runtime.gc();
    assertThat(received).isEqualTo(size);
    assertThat(echoed.get()).isEqualTo(size);
    assertThat(sending.get()).isEqualTo("sent");
    assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(64L << 20);
  }

  /** Zeroes, so many. */
  private static final class Endless extends InputStream {
    private long left;

    Endless(long size) {
      left = size;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int count = (int) Math.min(length, left);
      left -= count;
      return count == 0 ? -1 : count;
    }
  }
}
