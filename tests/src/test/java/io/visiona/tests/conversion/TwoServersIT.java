package io.visiona.tests.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.EventReader;
import io.visiona.tests.support.ScriptedConverter;
import io.visiona.tests.support.Stack;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two servers on one database share the work: each job is asked about once, whichever server took
 * it in.
 */
@OnConversionWorld
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(
    MethodOrderer.OrderAnnotation
        .class) // so that the server which is killed need not be started again
final class TwoServersIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  /** The poll interval of both, less what the database's milliseconds cut off. */
  private static final Duration INTERVAL = Duration.ofMillis(198);

  private final World world;
  private final ScriptedConverter converter;

  /** It knows no file server; its leases end soon, for it dies. */
  private final Stack other;

  TwoServersIT(World world) {
    this.world = world;
    this.converter = world.converter;
    this.other = world.further(variables());
  }

  private static Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>(Map.of("visiona.converter.lease-margin", "1s"));
    List.of("mc-base-url", "service-client-id", "service-client-secret", "tenant-id", "base-url")
        .forEach(key -> variables.put("visiona.file-access." + key, ""));
    return variables;
  }

  @AfterAll
  void stop() {
    other.close();
  }

  @BeforeEach
  void start() {
    converter.reset();
    if (!other.apiServer().isAlive()) {
      other.apiServer().restart();
      other.apiServer().awaitReady();
    }
  }

  @AfterEach
  void leave() {
    Client.cancelAll(world.alice);
  }

  @Test
  void jobs_areAskedAboutOnceInAnInterval_byBothServersTogether() {
    Map<String, List<Long>> asked = new ConcurrentHashMap<>();
    converter.script(
        "poll",
        exchange -> {
          asked
              .computeIfAbsent(
                  exchange.getRequestURI().getPath(), job -> new CopyOnWriteArrayList<>())
              .add(System.nanoTime());
          ScriptedConverter.answer(exchange, 200, ScriptedConverter.standing("running", 1));
        });
    for (int i = 0; i < 6; i++) {
      Client.begin(world.alice, "shared " + i);
    }
    await()
        .atMost(SOON)
        .until(() ->
            asked.size() == 6 && asked.values().stream().allMatch(times -> times.size() > 10));
    assertThat(asked.values())
        .allSatisfy(times ->
            assertThat(pauses(times))
                .as("between two questions about one job")
                .allMatch(pause -> pause >= INTERVAL.toNanos()));
  }

  private static List<Long> pauses(List<Long> times) {
    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      pauses.add(times.get(i) - times.get(i - 1));
    }
    return pauses;
  }

  @Test
  void conversionTakenInByOne_isWatchedAndCancelledAtTheOther() {
    try (Person there = other.signIn("alice")) {
      String id = Client.begin(world.alice, "seen from both");
      String job = converter.made.getLast();
      converter.job(job, ScriptedConverter.standing("running", 50));
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(Client.get(there, id).getInt("progress")).isEqualTo(50));
      assertThat(there.delete("/api/conversions/" + id).statusCode()).isEqualTo(204);
      assertThat(Client.get(world.alice, id).getString("status")).isEqualTo("cancelled");
      await().atMost(SOON).untilAsserted(() -> assertThat(converter.deleted).contains(job));
      await()
          .during(Duration.ofSeconds(1))
          .atMost(SOON)
          .until(() -> converter.deleted.equals(List.of(job)));
    }
  }

  @Test
  void conversion_isToldToTheEventsOfBothServers_within2Seconds() throws Exception {
    try (Person there = other.signIn("alice");
        EventReader here =
            new EventReader(URI.create(world.alice.origin()), world.alice.cookie(), "");
        EventReader elsewhere = new EventReader(other.api(), there.cookie(), "")) {
      String id = Client.begin(world.alice, "told to both");
      for (EventReader each : List.of(here, elsewhere)) {
        each.await(id, Duration.ofSeconds(2));
      }
      assertThat(there.delete("/api/conversions/" + id).statusCode()).isEqualTo(204);
      for (EventReader each : List.of(here, elsewhere)) {
        each.await("\"status\":\"cancelled\"", Duration.ofSeconds(2));
      }
    }
  }

  @Test
  void eventsAtOne_showWhatTheOtherLearned() {
    try (Person there = other.signIn("alice")) {
      String id = Client.begin(world.alice, "watched elsewhere");
      converter.job(converter.made.getLast(), ScriptedConverter.succeeded());
      assertThat(there.get("/api/conversions/" + id + "/events").body())
          .contains("\"status\":\"succeeded\"");
      assertThat(world.alice.get("/api/conversions/" + id + "/events").body())
          .contains("\"status\":\"succeeded\"");
    }
  }

  @Test
  void serverWithoutAFileServer_answers501_forModelsAndForResults() {
    String id = Client.begin(world.alice, "not to be had there");
    converter.job(converter.made.getLast(), ScriptedConverter.succeeded());
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(Client.get(world.alice, id).getString("status")).isEqualTo("succeeded"));
    String model =
        Person.json(world.alice.post("/api/conversions/" + id + "/promote", "{}").body())
            .getString("model_id");
    String download = "/api/models/" + model + "/download";
    try (Person there = other.signIn("alice")) {
      for (String path : List.of(download, "/api/conversions/" + id + "/result")) {
        HttpResponse<String> answer = there.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(501);
        assertThat(Client.code(answer)).isEqualTo("not_configured");
      }
      assertThat(there.get("/api/models/" + model).statusCode()).isEqualTo(200);
    }
    assertThat(world.alice.get(download).statusCode()).isEqualTo(200);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void conversionsOfAServerThatDied_areFollowedByTheOther() {
    String id;
    String job;
    try (Person there = other.signIn("alice")) {
      id = Client.begin(there, "orphaned");
      job = converter.made.getLast();
      await().atMost(SOON).until(() -> converter.polls.contains(job));
    }
    other.apiServer().kill();
    converter.job(job, ScriptedConverter.succeeded());
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(Client.get(world.alice, id).getString("status")).isEqualTo("succeeded"));
  }
}
