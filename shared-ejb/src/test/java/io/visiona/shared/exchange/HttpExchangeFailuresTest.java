package io.visiona.shared.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.shared.exchange.ExchangeException.Code;
import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.WindowBudget;
import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How an exchange ends that has no answer: in time, refused, or lost. */
class HttpExchangeFailuresTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private ScriptedAgent agent;

  @BeforeEach
  void connect() throws IOException {
    agent = new ScriptedAgent();
  }

  @AfterEach
  void disconnect() throws IOException {
    agent.close();
  }

  @Test
  void responseTooLate_isATimeout() throws Exception {
    var _ = agent.async(() -> agent.agent.accept());
    HttpExchange exchange =
        agent.get(
            new ExchangeLimits(
                Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(5), 4096));

    assertFails(exchange, Code.RESPONSE_TIMEOUT);
  }

  @Test
  void streamNobodyAccepts_isAnOpenTimeout() throws Exception {
    HttpExchange exchange =
        agent.get(
            new ExchangeLimits(
                Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(5), 4096));

    assertFails(exchange, Code.OPEN_TIMEOUT);
  }

  /** It accepts them in turn, and this one waits behind others; not for ever. */
  @Test
  void streamOfAnAgentThatAcceptsOthers_hasFiveTimesTheTime() throws Exception {
    Duration open = Duration.ofMillis(200);
    long began = System.nanoTime();
    assertFails(busyAgent(new ExchangeLimits(open, LONG, LONG, 4096)), Code.OPEN_TIMEOUT);
    assertThat(System.nanoTime() - began).isGreaterThan(open.multipliedBy(4).toNanos());

    assertFails(
        busyAgent(new ExchangeLimits(LONG, Duration.ofMillis(200), LONG, 4096)),
        Code.RESPONSE_TIMEOUT);
  }

  /** Accepts others all the time. */
  private HttpExchange busyAgent(ExchangeLimits limits) throws Exception {
    StreamOpener busy =
        new StreamOpener() {
          @Override
          public YamuxStream open(ByteBuffer first, Duration timeout)
              throws IOException, InterruptedException {
            return agent.client.open(first, timeout);
          }

          @Override
          public long quietNanos() {
            return 0;
          }
        };
    return HttpExchange.begin(
        busy, limits, new RequestHead("GET", "/", List.of()), new byte[0], true);
  }

  @Test
  void trickledHead_isATimeoutAllTheSame() throws Exception {
    var _ =
        agent.async(() -> {
          YamuxStream stream = agent.agent.accept();
          byte[] line = "X-A: b\r\n".getBytes(ISO_8859_1);
          stream.output().write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
          stream.readTimeout(Duration.ofMillis(50));
          while (true) {
            stream.output().write(line);
            try {
              stream.input().skipNBytes(1000);
            } catch (YamuxException e) {
              assertThat(e.code()).isEqualTo(YamuxException.Code.READ_TIMEOUT);
            }
          }
        });
    HttpExchange exchange =
        agent.get(
            new ExchangeLimits(
                Duration.ofSeconds(5), Duration.ofMillis(400), Duration.ofSeconds(5), 64 * 1024));

    assertFails(exchange, Code.RESPONSE_TIMEOUT);
  }

  @Test
  void idleBody_isATimeout() throws Exception {
    var _ = agent.answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    HttpExchange exchange =
        agent.get(
            new ExchangeLimits(
                Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(200), 4096));
    exchange.response();

    assertThatThrownBy(() -> exchange.read(new byte[1], 0, 1))
        .isInstanceOfSatisfying(
            ExchangeException.class, e -> assertThat(e.code()).isEqualTo(Code.IDLE_TIMEOUT));
  }

  @Test
  void drainingAgent_isARefusal_notALoss() throws Exception {
    agent.agent.session().goAway();
    await().until(() -> agent.client.session().isDraining());

    assertThatThrownBy(() -> agent.get(ScriptedAgent.LIMITS))
        .isInstanceOfSatisfying(
            ExchangeException.class, e -> assertThat(e.code()).isEqualTo(Code.REFUSED));
  }

  @Test
  void resetBeforeAccepting_isARefusal() throws Exception {
    try (ScriptedAgent full =
        new ScriptedAgent(SessionConfig.builder().maxInboundStreams(0).build())) {
      assertFails(full.get(ScriptedAgent.LIMITS), Code.REFUSED);
    }
  }

  /** What rust-yamux sends for a stream that nobody took. */
  @Test
  void finBeforeAccepting_isARefusal() throws Exception {
    StreamSession session =
        StreamSession.over(Role.CLIENT, SessionConfig.defaults(), new WindowBudget(0), () -> {});
    HttpExchange exchange =
        HttpExchange.begin(
            session::open,
            ScriptedAgent.LIMITS,
            new RequestHead("GET", "/", java.util.List.of()),
            new byte[0],
            true);
    byte[] windowUpdateWithFin = {0, 1, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0};
    session.session().receive(ByteBuffer.wrap(windowUpdateWithFin));

    assertFails(exchange, Code.REFUSED);
  }

  @Test
  void resetAfterAccepting_isALoss() throws Exception {
    var _ =
        agent.async(() -> {
          YamuxStream stream = agent.agent.accept();
          ScriptedAgent.readHead(stream.input());
          stream.readTimeout(Duration.ofMillis(300));
          assertThatThrownBy(() -> stream.input().read()).isInstanceOf(YamuxException.class);
          stream.reset();
          return stream;
        });

    assertFails(agent.get(ScriptedAgent.LIMITS), Code.LOST);
  }

  @Test
  void endWithoutResponse_isALoss() throws Exception {
    Future<YamuxStream> answered = agent.answer("");
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);
    answered.get().closeOutput();

    assertFails(exchange, Code.LOST);
  }

  @Test
  void lostSession_isALoss() throws Exception {
    Future<YamuxStream> answered = agent.answer("");
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);
    answered.get();
    agent.awaitAccepted();
    agent.cut();

    assertFails(exchange, Code.LOST);
  }

  private static void assertFails(HttpExchange exchange, Code code) {
    assertThatThrownBy(exchange::response)
        .isInstanceOfSatisfying(ExchangeException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
