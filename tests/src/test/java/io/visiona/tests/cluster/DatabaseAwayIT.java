package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** PostgreSQL is away: what was told last counts for {@code visiona.forward.owner-grace}. */
@OnTwoByTwo
final class DatabaseAwayIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String AWAY = "The database does not answer";

  private final TwoByTwo cluster;

  DatabaseAwayIT(TwoByTwo cluster) {
    this.cluster = cluster;
  }

  @Test
  void requestsToAgents_goOn_whereThereIsAGracePeriod_andElsewhereAfterwards() throws Exception {
    Stack without = cluster.one();
    Stack with = cluster.other();
    cluster.balancer().send(without.ports().tunnel(), with.ports().tunnel());
    try (Person alice = without.signIn("alice");
        TestAgent agent = TestAgent.online(without, alice, Kind.JAVA_YAMUX)) {
      for (Stack api : cluster.both()) {
        await().atMost(SOON).until(() -> get(api, alice, agent).statusCode() == 200);
        assertThat(ready(api)).isEqualTo(200);
      }
      cluster.postgres().stop();
      try {
        // It tries for ten seconds to connect again.
        await().atMost(SOON).until(() -> get(without, alice, agent).statusCode() == 503);
        for (int i = 0; i < 5; i++) {
          HttpResponse<String> answer = get(with, alice, agent);
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        await().atMost(SOON).until(() -> said(with, AWAY) == 1 || ready(with) != 200);
        assertThat(ready(with)).as("balancers go on sending").isEqualTo(200);
        await().atMost(SOON).until(() -> ready(without) == 503);
        HttpResponse<String> refused = get(without, alice, agent);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(ready(without)).as("asked once more").isEqualTo(503);
        assertThat(said(without, AWAY)).as("a part that is away is told of once").isEqualTo(1);
      } finally {
        cluster.postgres().start();
      }
      for (Stack api : cluster.both()) {
        await().atMost(SOON).until(() -> get(api, alice, agent).statusCode() == 200);
      }
    }
  }

  private static int ready(Stack api) {
    return Plain.get(api.api().resolve("/health/ready")).statusCode();
  }

  private static long said(Stack api, String what) throws IOException {
    try (Stream<String> lines = Files.lines(api.apiServer().messages())) {
      return lines.filter(line -> line.contains(what)).count();
    }
  }

  private static HttpResponse<String> get(Stack api, Person person, TestAgent agent) {
    return Plain.get(api.api().resolve(agent.proxy("/healthz")), "Cookie", person.cookie());
  }
}
