package io.visiona.api.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.api.http.TestKeys;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.api.proxy.UpstreamHead;
import io.visiona.shared.exchange.Field;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stop while a connection to a service is being opened: its TLS handshake comes after the stop.
 */
final class ServicesCloseTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /** Interrupts what still waits, which a test that fails leaves behind. */
  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void connectionThatIsReadyAfterTheStop_isNotUsed() throws Exception {
    SSLContext tls = TestKeys.in(folder).context();
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Services services = services(tls);
      Future<?> service =
          executor.submit(() -> {
            try (Socket plain = listener.accept()) {
              services.close();
              SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
              secure.setUseClientMode(false);
              secure.startHandshake();
              // Silent from now on, to the end of the connection.
              return secure.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
          });
      Future<?> answer = executor.submit(() -> response(services, listener.getLocalPort()));
      assertThatThrownBy(() -> answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .hasCauseInstanceOf(UpstreamException.class);
      await().atMost(LIMIT).untilAsserted(() -> assertThat(service).isDone());
    }
  }

  private static Object response(Services services, int port) throws Exception {
    URI url = URI.create("https://127.0.0.1:" + port);
    UpstreamHead head =
        new UpstreamHead("GET", "/", List.of(new Field("Host", url.getAuthority())), false, true);
    UpstreamExchange exchange =
        services.upstream("test", url, LIMIT, LIMIT).open(head, new byte[0], false, false);
    return exchange.response();
  }

  private Services services(SSLContext tls) {
    return new Services(
        new ServiceConfig(10, 5, 5, 1000, 1000, 1000, 1000, LIMIT, LIMIT, Duration.ofSeconds(1)),
        tls,
        executor);
  }
}
