package io.visiona.shared.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.exchange.ExchangeException.Code;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is malformed, ambiguous or too large is refused, before any of it is passed on. */
@Timeout(30)
class HostileResponseTest {
  private ScriptedAgent agent;

  @BeforeEach
  void connect() throws IOException {
    agent = new ScriptedAgent();
  }

  @AfterEach
  void disconnect() throws IOException {
    agent.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\na",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\na",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX A: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX A : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 999 What\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "\u0000\u0001\u0002\u0003\r\n\r\n"
      })
  void head_isRefused(String response) throws Exception {
    assertRefused(response);
  }

  private void assertRefused(String response) throws Exception {
    var answered = agent.answer(response);
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);
    answered.get().closeOutput();
    assertThatThrownBy(exchange::response)
        .isInstanceOfSatisfying(
            ExchangeException.class, e -> assertThat(e.code()).isEqualTo(Code.BAD_RESPONSE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b\rc", "b\0c", "b\u007fc", "b\r\r\r\nX-B: 1", "b\u000bc"})
  void controlCharacters_neverReachTheCaller(String value) throws Exception {
    var _ = agent.answer("HTTP/1.1 204 No Content\r\nX-A: " + value + "\r\n\r\n");

    try {
      ResponseHead head = agent.get(ScriptedAgent.LIMITS).response();
      assertThat(head.fields()).allSatisfy(field -> assertThat(field.value()).matches("[ -~]*"));
    } catch (ExchangeException refused) {
      assertThat(refused.code()).isEqualTo(Code.BAD_RESPONSE);
    }
  }

  @Test
  void endWithinTheHead_isRefused() throws Exception {
    assertRefused("HTTP/1.1 200 OK\r\nX-A: b\r\n");
  }

  @Test
  void headOfExactlyTheLimit_isAccepted_oneByteMoreIsNot() throws Exception {
    String start = "HTTP/1.1 204 No Content\r\nX-A: ";
    String end = "\r\n\r\n";
    int limit = 64 * 1024;
    var _ = agent.answer(start + "a".repeat(limit - start.length() - end.length()) + end);
    assertThat(agent.get(ScriptedAgent.LIMITS).response().status()).isEqualTo(204);

    assertRefused(start + "a".repeat(limit - start.length() - end.length() + 1) + end);
  }

  @Test
  void endlessHead_isRefusedWhenTheLimitIsReached() throws Exception {
    assertRefused("HTTP/1.1 200 OK\r\n" + "X-A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n".repeat(5000));
  }

  @Test
  void endlessInterimResponses_areRefusedWhenTheLimitIsReached() throws Exception {
    assertRefused("HTTP/1.1 100 Continue\r\n\r\n".repeat(5000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
      })
  void bodyCutShortOrMalformed_neverEndsCleanly(String rest) throws Exception {
    var answered = agent.answer("HTTP/1.1 200 OK\r\n" + rest);
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);
    answered.get().closeOutput();
    exchange.response();

    assertThatThrownBy(() -> ScriptedAgent.body(exchange)).isInstanceOf(ExchangeException.class);
  }

  @Test
  void resetWithinAnUnsizedBody_neverEndsCleanly() throws Exception {
    var answered = agent.answer("HTTP/1.1 200 OK\r\n\r\nabc");
    HttpExchange exchange = agent.get(ScriptedAgent.LIMITS);
    exchange.response();
    answered.get().reset();

    assertThatThrownBy(() -> ScriptedAgent.body(exchange)).isInstanceOf(ExchangeException.class);
  }
}
