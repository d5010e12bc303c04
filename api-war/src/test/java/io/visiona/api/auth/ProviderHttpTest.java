package io.visiona.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ProviderHttpTest {
  private static final int AT_ONCE = 64;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
  private final ProviderHttp http = new ProviderHttp(threads, Duration.ofSeconds(30));

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
}
