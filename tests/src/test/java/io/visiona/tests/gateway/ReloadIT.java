package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The route file changes while the gateway serves. */
@OnGatewaySite
final class ReloadIT {
  private final GatewaySite site;

  ReloadIT(GatewaySite site) {
    this.site = site;
  }

  @AfterEach
  void restore() throws IOException {
    site.restoreRoutes();
  }

  @Test
  void validFile_isInForceWithinTwoSeconds_andNoRequestIsLost() throws Exception {
    try (RecordingService second = new RecordingService();
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong count = new AtomicLong();
      Map<String, Long> failures = new ConcurrentHashMap<>();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            callers.submit(() -> {
              while (!stop.get()) {
                HttpResponse<String> answer = site.get("/open/load");
                count.incrementAndGet();
                if (answer.statusCode() != 200 || !answer.body().equals("hello")) {
                  failures.merge(answer.statusCode() + " " + answer.body(), 1L, Long::sum);
                }
              }
            }));
      }
      for (int round = 0; round < 4; round++) {
        String marker = "/added-" + round + "/*";
        String url = round % 2 == 0 ? second.uri().toString() : site.service().uri().toString();
        String table =
            site.usual()
                + "  - {path: "
                + marker
                + ", service: added-"
                + round
                + ", url: \""
                + url
                + "\", auth_required: false, rate_limit: none}\n";
        site.writeRoutes(
            round % 2 == 0
                ? table.replace(site.service().uri().toString(), second.uri().toString())
                : table);
        String added = "/added-" + round + "/x";
        await()
            .atMost(Duration.ofSeconds(2))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> site.get(added).statusCode() == 200);
      }
      stop.set(true);
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(failures).isEmpty();
      assertThat(count.get()).isGreaterThan(100);
      assertThat(second.received("/open/load")).isNotEmpty();
    }
  }

  @Test
  void invalidFile_changesNothing_andTheLogSaysWhere() throws Exception {
    site.writeRoutes(
        site.usual()
            + "  - {path: /new/*, service: new, url: \""
            + site.service().uri()
            + "\", auth_required: false}\n  - {path: /bad/*, service: bad, urls: x, rate_limit: often}\n");
    int line = site.usual().lines().toList().size() + 2;
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> Files.readString(site.stack().apiServer().messages()).contains("line " + line));
    String log = Files.readString(site.stack().apiServer().messages());
    assertThat(log)
        .contains("line " + line + ": \\\"url\\\" is missing")
        .contains("\\\"rate_limit\\\" must be such as 60")
        .contains("\\\"urls\\\" is not known");
    assertThat(site.get("/new/x").statusCode())
        .as("not even the good row of a bad file")
        .isEqualTo(404);
    assertThat(site.get("/open/x").statusCode()).as("the old table stays").isEqualTo(200);
  }

  @Test
  void serviceThatComesBack_isReached() throws Exception {
    int port;
    try (RecordingService reserved = new RecordingService()) {
      port = reserved.port();
    }
    site.writeRoutes(
        site.usual()
            + "  - {path: /later/*, service: later, url: \"http://127.0.0.1:"
            + port
            + "\", auth_required: false, rate_limit: none}\n");
    await().atMost(Duration.ofSeconds(5)).until(() -> site.get("/later/x").statusCode() == 503);
    try (RecordingService now = new RecordingService(port)) {
      await().atMost(Duration.ofSeconds(15)).until(() -> site.get("/later/x").statusCode() == 200);
      assertThat(now.received("/later/x")).isNotEmpty();
    }
  }
}
