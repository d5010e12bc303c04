package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.tests.support.Holdings;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Requests that a service does not answer, from anybody: what they keep from others, and what they
 * do not.
 */
@Isolated("counts what the server counts")
@OnGatewaySite
final class SharesIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String FLOOD = "127.6.0.2";
  private static final String OTHER = "127.6.0.3";
  private static final int HANDSHAKES = 40;

  private final GatewaySite site;
  private final AtomicInteger asked = new AtomicInteger();

  SharesIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void unansweredRequests_takeOneRoutesShare_andOtherRoutesOfTheServiceGoOn() throws Exception {
    String path = silent("/odd/");
    List<RawExchange> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < GatewaySite.REQUESTS_EACH; i++) {
        waiting.add(ask(FLOOD, path));
      }
      await().atMost(SOON).until(() -> asked.get() == GatewaySite.REQUESTS_EACH);
      assertThat(metric("visiona_limit_in_use", "gateway_requests"))
          .endsWith(" " + GatewaySite.REQUESTS_EACH);

      assertThat(answer(FLOOD, "/open/mine"))
          .as("one more of who has them all")
          .startsWith("HTTP/1.1 429")
          .contains("RATE_LIMIT_EXCEEDED")
          .containsIgnoringCase("\r\nRetry-After: 1");
      assertThat(answer(OTHER, path))
          .as("another's on the same route")
          .startsWith("HTTP/1.1 503")
          .contains("SERVICE_UNAVAILABLE")
          .containsIgnoringCase("\r\nRetry-After: 1");
      assertThat(answer(OTHER, "/open/" + UUID.randomUUID()))
          .as("another route of the same service")
          .startsWith("HTTP/1.1 200");
      assertThat(metric("visiona_limit_refused_total", "\"route\"")).isNotEmpty();
    } finally {
      for (RawExchange each : waiting) {
        each.close();
      }
    }
    await()
        .atMost(SOON)
        .until(() -> metric("visiona_limit_in_use", "gateway_requests").endsWith(" 0"));
    assertThat(answer(OTHER, "/odd/again")).startsWith("HTTP/1.1 200");
  }

  @Test
  void unansweredHandshakes_holdNoThreadOfTheServer() throws Exception {
    String path = silent("/odd/");
    List<RawExchange> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < HANDSHAKES; i++) {
        waiting.add(
            new RawExchange(site.gateway(), FLOOD)
                .send(
                    site.head("GET", path)
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
      }
      await().atMost(SOON).until(() -> asked.get() == HANDSHAKES);
      await()
          .atMost(SOON)
          .until(
              () -> Holdings.poolThreadsIn(site.stack().apiServer(), "io.visiona.api.proxy") == 0);
      assertThat(answer(OTHER, "/open/" + UUID.randomUUID())).startsWith("HTTP/1.1 200");
    } finally {
      for (RawExchange each : waiting) {
        each.close();
      }
    }
    await()
        .atMost(SOON)
        .until(() -> metric("visiona_limit_in_use", "gateway_web_sockets").endsWith(" 0"));
  }

  private String silent(String route) {
    String path = route + UUID.randomUUID();
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              asked.incrementAndGet();
              in.transferTo(OutputStream.nullOutputStream());
            });
    return path;
  }

  private RawExchange ask(String from, String path) throws IOException {
    return new RawExchange(site.gateway(), from).send(site.head("GET", path) + "\r\n");
  }

  private String answer(String from, String path) throws IOException {
    try (RawExchange raw =
        new RawExchange(site.gateway(), from)
            .send(site.head("GET", path) + "Connection: close\r\n\r\n")) {
      raw.socket().setSoTimeout((int) SOON.toMillis());
      String head = raw.readThrough("\r\n\r\n");
      return head.startsWith("HTTP/1.1 200") ? head : head + raw.readThrough("}}");
    }
  }

  /** The line of a metric; empty when there is none. */
  private String metric(String name, String tag) {
    URI metrics = URI.create("http://127.0.0.1:" + site.stack().ports().operations() + "/metrics");
    return Plain.get(metrics)
        .body()
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(tag))
        .map(line -> line.replaceAll("\\.0$", ""))
        .findFirst()
        .orElse("");
  }
}
