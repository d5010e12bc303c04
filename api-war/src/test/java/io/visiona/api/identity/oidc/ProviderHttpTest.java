package io.visiona.api.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.visiona.api.http.TestKeys;
import io.visiona.shared.config.Secret;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.tls.TlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ProviderHttpTest {
  private static final int AT_ONCE = 64;

  @TempDir Path folder;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer provider =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
  private final ProviderHttp http =
      new ProviderHttp(threads, Duration.ofSeconds(30), trusting(Optional.empty()));

  ProviderHttpTest() throws IOException {}

  @AfterEach
  void stop() {
    http.close();
    provider.stop(0);
    threads.shutdownNow();
  }

  @Test
  void rushOfExchanges_waitsItsTurn_andFailsNobody() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(AT_ONCE);
    provider.setExecutor(threads);
    provider.createContext(
        "/",
        exchange -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          full.countDown();
          await(full);
          now.decrementAndGet();
          byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    provider.start();
    URI document = URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + "/document");
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 4 * AT_ONCE; i++) {
      answers.add(threads.submit(() -> http.fetch(document)));
    }
    for (Future<String> answer : answers) {
      assertThat(answer.get()).isEqualTo("{}");
    }
    assertThat(most.get()).isEqualTo(AT_ONCE);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Test
  void providerThatOnlyTheKeyStoreKnows_isTrusted() throws Exception {
    TestKeys keys = TestKeys.in(folder);
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(keys.context()));
    secure.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    secure.start();
    URI document = URI.create("https://127.0.0.1:" + secure.getAddress().getPort() + "/document");
    try (ProviderHttp informed =
        new ProviderHttp(threads, Duration.ofSeconds(30), trusting(Optional.of(keys.store())))) {
      assertThat(informed.fetch(document)).isEqualTo("{}");
      assertThatThrownBy(() -> http.fetch(document)).isInstanceOf(ApiException.class);
    } finally {
      secure.stop(0);
    }
  }

  private static TlsConfig trusting(Optional<Path> store) {
    return new TlsConfig(store, new Secret(TestKeys.PASSWORD));
  }
}
