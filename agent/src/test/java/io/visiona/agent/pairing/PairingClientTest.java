package io.visiona.agent.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PairingClientTest {
  private static final String GOOD =
      "{\"agent_id\":\"a-1\",\"session_token\":\"0123456789abcdefghij\","
          + "\"tunnel_url\":\"ws://127.0.0.1:3800/tunnel/connect\",\"more\":1}";

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicReference<String> asked = new AtomicReference<>("");
  private HttpServer server;
  private int status = 201;
  private String answer = GOOD;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/api/pairing/exchange",
        exchange -> {
          asked.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.shutdownNow();
  }

  private PairingResult exchange() throws InterruptedException {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    return new PairingClient(http, "agent/test").exchange(base, "CODE", "box", "linux/amd64");
  }

  @Test
  void goodCode_givesTheCredential() throws InterruptedException {
    assertThat(exchange())
        .isInstanceOfSatisfying(
            PairingResult.Paired.class,
            paired -> {
              assertThat(paired.credential().agentId()).isEqualTo("a-1");
              assertThat(paired.credential().token().value()).isEqualTo("0123456789abcdefghij");
              assertThat(paired.credential().tunnel())
                  .hasToString("http://127.0.0.1:3800/tunnel/connect");
            });
    assertThat(asked.get())
        .isEqualTo("{\"code\":\"CODE\",\"name\":\"box\",\"platform\":\"linux/amd64\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 409, 415})
  void refusedCode_isRefused(int code) throws InterruptedException {
    status = code;
    assertThat(exchange()).isInstanceOf(PairingResult.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503, 302})
  void serverThatCannotAnswer_isUnavailable(int code) throws InterruptedException {
    status = code;
    assertThat(exchange()).isInstanceOf(PairingResult.Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "secret",
        "{\"agent_id\":1,\"session_token\":\"secret-secret-secret\",\"tunnel_url\":\"ws://x\"}",
        "{\"agent_id\":\"a\",\"session_token\":\"secret\",\"tunnel_url\":\"ws://x\"}"
      })
  void unreadableAnswer_isUnavailableAndNotQuoted(String body) throws InterruptedException {
    answer = body;
    assertThat(exchange())
        .isInstanceOfSatisfying(
            PairingResult.Unavailable.class,
            result -> assertThat(result.why()).doesNotContain("secret"));
  }

  @Test
  void endlessAnswer_isCutOff() throws InterruptedException {
    answer = GOOD + " ".repeat(200_000);
    assertThat(exchange()).isInstanceOf(PairingResult.Unavailable.class);
  }
}
