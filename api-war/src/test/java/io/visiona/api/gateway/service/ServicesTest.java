package io.visiona.api.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.api.proxy.UpstreamHead;
import io.visiona.shared.exchange.Field;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ServicesTest {
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger served = new AtomicInteger();
  private ServerSocket listener;
  private Services services;

  @BeforeEach
  void start() throws Exception {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    services =
        new Services(
            new ServiceConfig(
                10,
                5,
                5,
                1000,
                1000,
                1000,
                1000,
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                Duration.ofSeconds(1)),
            SSLContext.getDefault(),
            executor);
  }

  @AfterEach
  void stop() throws IOException {
    services.close();
    listener.close();
    executor.shutdownNow();
  }

  /** Each connection answers one request and is closed, without saying so. */
  private void serveOneEach() {
    executor.execute(() -> {
      while (!listener.isClosed()) {
        try (Socket socket = listener.accept()) {
          answer(socket);
        } catch (IOException closed) {
          return;
        }
      }
    });
  }

  private void answer(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      assertThat(line).isNotNull();
    }
    served.incrementAndGet();
    socket
        .getOutputStream()
        .write(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
  }

  private UpstreamExchange open(String method, byte[] body, boolean again) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());
    List<Field> fields =
        List.of(
            new Field("Host", url.getAuthority()),
            new Field("Content-Length", Integer.toString(body.length)));
    return services
        .upstream("test", url, Duration.ofSeconds(5), Duration.ofSeconds(5))
        .open(new UpstreamHead(method, "/", fields, false, true), body, false, again);
  }

  private String exchange(String method, byte[] body) throws Exception {
    UpstreamExchange exchange = null;
    try {
      exchange = open(method, body, false);
      exchange.response();
    } catch (UpstreamException lost) {
      if (!lost.isUntouched()) {
        throw lost;
      }
      if (exchange != null) {
        exchange.close();
      }
      exchange = open(method, body, true);
      exchange.response();
    }
    byte[] answer = new byte[2];
    int count = exchange.read(answer, 0, 2);
    exchange.close();
    return new String(answer, 0, count, StandardCharsets.US_ASCII);
  }

  @Test
  void connectionThatTheServiceClosed_isNotedBeforeOrAfter_whateverTheMethod() throws Exception {
    serveOneEach();
    for (int i = 0; i < 20; i++) {
      assertThat(exchange("GET", new byte[0])).isEqualTo("ok");
      assertThat(exchange("PUT", "x".getBytes(StandardCharsets.US_ASCII))).isEqualTo("ok");
    }
    assertThat(served.get()).as("each once").isEqualTo(40);
    assertThat(services.open()).isEmpty();
  }

  @Test
  void serviceThatIsNotThere_isConnect_andOpensItsCircuit() throws Exception {
    listener.close();
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> exchange("GET", new byte[0]))
          .isInstanceOfSatisfying(
              UpstreamException.class,
              failed -> assertThat(failed.failure()).isEqualTo(ProxyFailure.CONNECT));
    }
    assertThat(services.open()).containsExactly("test");
    assertThatThrownBy(() -> exchange("GET", new byte[0]))
        .isInstanceOfSatisfying(
            UpstreamException.class,
            failed -> assertThat(failed.failure()).isEqualTo(ProxyFailure.CIRCUIT_OPEN));
  }
}
