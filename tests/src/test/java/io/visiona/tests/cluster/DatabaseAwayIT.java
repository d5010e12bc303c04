package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** PostgreSQL is away: what was told last counts for {@code visiona.forward.owner-grace}. */
@OnTwoByTwo
final class DatabaseAwayIT {
  private static final Duration SOON = Duration.ofSeconds(60);

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
      }
      cluster.postgres().stop();
      try {
        // It tries for ten seconds to connect again.
        await().atMost(SOON).until(() -> get(without, alice, agent).statusCode() == 503);
        for (int i = 0; i < 5; i++) {
          HttpResponse<String> answer = get(with, alice, agent);
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        HttpResponse<String> refused = get(without, alice, agent);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      } finally {
        cluster.postgres().start();
      }
      for (Stack api : cluster.both()) {
        await().atMost(SOON).until(() -> get(api, alice, agent).statusCode() == 200);
      }
    }
  }

  private static HttpResponse<String> get(Stack api, Person person, TestAgent agent) {
    return Plain.get(api.api().resolve(agent.proxy("/healthz")), "Cookie", person.cookie());
  }
}
