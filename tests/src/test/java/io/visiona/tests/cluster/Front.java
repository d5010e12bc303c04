package io.visiona.tests.cluster;

import io.visiona.launch.Balancer;
import io.visiona.tests.support.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has the balancer send agents to relays that are ready, as the one in front of an installation
 * does: it asks each of them all the time. Thread-safe.
 */
final class Front implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final long PAUSE_MILLIS = 500;

  private final Balancer balancer;
  private final List<Stack> relays;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private volatile int preferred;

  Front(Balancer balancer, List<Stack> relays) {
    this.balancer = balancer;
    this.relays = relays;
    Thread.ofVirtual().start(this::watch);
  }

  /** Which one new connections go to while it is ready. */
  void prefer(int relay) {
    preferred = relay;
    balancer.send(port(relay), port(1 - relay));
  }

  private int port(int relay) {
    return relays.get(relay).ports().tunnel();
  }

  private void watch() {
    try {
      do {
        List<Integer> ready = new ArrayList<>();
        for (int relay : new int[] {preferred, 1 - preferred}) {
          if (isReady(relay)) {
            ready.add(port(relay));
          }
        }
        balancer.send(ready.toArray(Integer[]::new));
      } while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady(int relay) throws InterruptedException {
    URI ready =
        URI.create(
            "http://127.0.0.1:" + relays.get(relay).ports().relayOperations() + "/health/ready");
    try {
      return client
              .send(HttpRequest.newBuilder(ready).timeout(LIMIT).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException away) {
      return false;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    client.shutdownNow();
  }
}
