package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.tests.support.Holdings;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service that lets requests wait: they hold no thread of the server, whose threads answer what
 * can be answered at once.
 */
@OnGatewaySite
final class SlowServicesIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  /**
   * As many as the server keeps threads for, less than the connections there may be to a service.
   */
  private static final int REQUESTS = 28;

  private static final String HELD = "io.visiona.api.proxy.ProxyCall";

  private final GatewaySite site;
  private final String path = "/open/" + UUID.randomUUID();

  SlowServicesIT(GatewaySite site) {
    this.site = site;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void requestsThatWait_holdNoThreadOfTheServer_andAreAnsweredInTheEnd(String beginning)
      throws Exception {
    CountDownLatch asked = new CountDownLatch(REQUESTS);
    CountDownLatch answer = new CountDownLatch(1);
    site.service()
        .script(
            path,
            (socket, in, head) -> {
              ScriptedTarget.write(socket, beginning);
              asked.countDown();
              awaitLatch(answer);
              ScriptedTarget.write(socket, rest(beginning));
            });
    answerAtOnce();
    List<RawExchange> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < REQUESTS; i++) {
        waiting.add(site.raw().send(site.head("GET", path) + "\r\n"));
      }
      await().atMost(SOON).until(() -> asked.getCount() == 0);
      await().atMost(SOON).until(() -> Holdings.poolThreadsIn(site.stack().apiServer(), HELD) == 0);
      answer.countDown();
      for (RawExchange each : waiting) {
        assertThat(each.readThrough("half")).startsWith("HTTP/1.1 200");
      }
    } finally {
      answer.countDown();
      for (RawExchange each : waiting) {
        each.close();
      }
    }
  }

  /**
   * So that the requests begin on the server's threads, which they do not when the service kept the
   * last one waiting.
   */
  private void answerAtOnce() {
    for (int i = 0; i < 5; i++) {
      assertThat(site.get(path + "/at-once").statusCode()).isEqualTo(200);
    }
  }

  private static String rest(String beginning) {
    if (beginning.isEmpty()) {
      return "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhalf";
    }
    return beginning.contains("chunked") ? "4\r\nhalf\r\n0\r\n\r\n" : "lf";
  }

  private static void awaitLatch(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
