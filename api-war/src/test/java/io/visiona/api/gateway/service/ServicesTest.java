package io.visiona.api.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.shared.exchange.Field;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
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
            new ServiceConfig(10, 5, 5, Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofSeconds(1)), SSLContext.getDefault(), executor);
  }

  @AfterEach
  void stop() throws IOException {
    services.close();
    listener.close();
    executor.shutdownNow();
  }

  /** Each connection answers one request and is closed, without saying so. */
  private void serveOneEach() {
    executor.execute(
        () -> {
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
    BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      assertThat(line).isNotNull();
    }
    served.incrementAndGet();
    socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
  }

  private ServiceRequest request(String method, byte[] body) {
    URI url = URI.create("http://127.0.0.1:" + listener.getLocalPort());
    List<Field> fields = List.of(new Field("Host", url.getAuthority()), new Field("Content-Length", Integer.toString(body.length)));
    return new ServiceRequest(
        "test", url, method, "/", fields, new ByteArrayInputStream(body), true, false, Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  private String exchange(ServiceRequest request) throws Exception {
    ServiceExchange exchange = services.begin(request);
    try {
      exchange.response();
    } catch (ServiceException lost) {
      if (!exchange.mayRepeat(lost)) {
        throw lost;
      }
      exchange.close();
      exchange = services.again(request);
      exchange.response();
    }
    byte[] body = new byte[2];
    int count = exchange.read(body, 0, 2);
    exchange.finished();
    exchange.close();
    return new String(body, 0, count, StandardCharsets.US_ASCII);
  }

  @Test
  void connectionThatTheServiceClosed_isNotedBeforeOrAfter_whateverTheMethod() throws Exception {
    serveOneEach();
    for (int i = 0; i < 20; i++) {
      assertThat(exchange(request("GET", new byte[0]))).isEqualTo("ok");
      assertThat(exchange(request("PUT", "x".getBytes(StandardCharsets.US_ASCII)))).isEqualTo("ok");
    }
    assertThat(served.get()).as("each once").isEqualTo(40);
    assertThat(services.open()).isEmpty();
  }

  @Test
  void serviceThatIsNotThere_isConnect_andOpensItsCircuit() throws Exception {
    ServiceRequest request = request("GET", new byte[0]);
    listener.close();
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> services.begin(request))
          .isInstanceOfSatisfying(ServiceException.class, failed -> assertThat(failed.kind()).isEqualTo(ServiceException.Kind.CONNECT));
    }
    assertThat(services.open()).containsExactly("test");
    assertThatThrownBy(() -> services.begin(request))
        .isInstanceOfSatisfying(ServiceException.class, failed -> assertThat(failed.kind()).isEqualTo(ServiceException.Kind.CIRCUIT_OPEN));
  }
}
