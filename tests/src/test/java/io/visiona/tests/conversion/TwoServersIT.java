package io.visiona.tests.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.ScriptedConverter;
import io.visiona.tests.support.Stack;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two servers on one database share the work: each job is asked about once, whichever server took it in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // made before all tests
final class TwoServersIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  private EmbeddedPostgres postgres;
  private ScriptedConverter converter;
  private Stack one;
  private Stack other;

  @BeforeAll
  void start() throws Exception {
    postgres = EmbeddedPostgres.start();
    converter = new ScriptedConverter();
    Map<String, String> shared = new TreeMap<>(converter.variables());
    shared.put("visiona.converter.poll-interval", "1s");
    shared.put("visiona.converter.timeout", "2s");
    shared.put("VISIONA_DB_URL", postgres.getJdbcUrl("postgres", "postgres"));
    shared.put("VISIONA_DB_USER", "postgres");
    one = Stack.allInOne(shared);
    other = Stack.allInOne(shared);
  }

  @AfterAll
  void stop() throws Exception {
    other.close();
    one.close();
    converter.close();
    postgres.close();
  }

  @BeforeEach
  void reset() {
    converter.reset();
  }

  @Test
  void jobs_areAskedAboutOnceInAnInterval_byBothServersTogether() {
    try (Person here = one.signIn("alice")) {
      for (int i = 0; i < 6; i++) {
        Client.begin(here, "shared " + i);
      }
      converter.polls.clear();
      await().atMost(SOON).until(() -> converter.polls.size() >= 30);
      Map<String, Integer> asked = new HashMap<>();
      List.copyOf(converter.polls).subList(0, 30).forEach(job -> asked.merge(job, 1, Integer::sum));
      assertThat(asked).hasSize(6);
      assertThat(asked.values()).allSatisfy(times -> assertThat(times).as("each as often as the others").isBetween(3, 7));
      cancelAll(here);
    }
  }

  @Test
  void conversionTakenInByOne_isWatchedAndCancelledAtTheOther() {
    try (Person here = one.signIn("alice");
        Person there = other.signIn("alice")) {
      String id = Client.begin(here, "seen from both");
      await().atMost(SOON).until(() -> !converter.polls.isEmpty());
      String job = converter.polls.getLast();
      converter.job(job, ScriptedConverter.standing("running", 50));
      await().atMost(SOON).untilAsserted(() -> assertThat(Client.get(there, id).getInt("progress")).isEqualTo(50));
      assertThat(there.delete("/api/conversions/" + id).statusCode()).isEqualTo(204);
      assertThat(Client.get(here, id).getString("status")).isEqualTo("cancelled");
      await().atMost(SOON).untilAsserted(() -> assertThat(converter.deleted).contains(job));
      await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> converter.deleted.size() == 1);
    }
  }

  @Test
  void eventsAtOne_showWhatTheOtherLearned() throws Exception {
    try (Person here = one.signIn("alice");
        Person there = other.signIn("alice")) {
      String id = Client.begin(here, "watched elsewhere");
      await().atMost(SOON).until(() -> !converter.polls.isEmpty());
      converter.job(converter.polls.getLast(), ScriptedConverter.succeeded());
      String events = there.get("/api/conversions/" + id + "/events").body();
      assertThat(events).contains("\"status\":\"succeeded\"");
    }
  }

  @Test
  void conversionsOfAServerThatDied_areFollowedByTheOther() {
    try (Person there = other.signIn("alice")) {
      String id;
      try (Person here = one.signIn("alice")) {
        id = Client.begin(here, "orphaned");
        await().atMost(SOON).until(() -> !converter.polls.isEmpty());
      }
      one.apiServer().kill();
      converter.job(converter.polls.getLast(), ScriptedConverter.succeeded());
      await().atMost(SOON).untilAsserted(() -> assertThat(Client.get(there, id).getString("status")).isEqualTo("succeeded"));
      one.apiServer().restart();
      one.apiServer().awaitReady();
    }
  }

  private static void cancelAll(Person person) {
    Client.list(person).forEach(each -> person.delete("/api/conversions/" + each.getString("id")));
  }
}
