package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The newest connection of an agent wins at once, even when the older one hangs half-open. */
@OnSharedStack
final class TakeoverIT {

  @ParameterizedTest
  @EnumSource(Kind.class)
  void secondConnection_takesOverFromAFrozenOne(Kind kind, Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, kind)) {
      assertThat(alice.get(agent.proxy("/healthz")).statusCode()).isEqualTo(200);
      agent.signal("STOP");
      Process second = agent.twin();
      try {
        // Well below the 30 s after which the frozen one would have been found dead.
        Awaitility.await()
            .atMost(Duration.ofSeconds(8))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> answers(alice, agent));
      } finally {
        second.destroyForcibly();
        agent.signal("CONT");
      }
    }
  }

  private static boolean answers(Person person, TestAgent agent) {
    try {
      return person
              .client()
              .send(
                  person.request(agent.proxy("/healthz")).timeout(Duration.ofSeconds(1)).build(),
                  java.net.http.HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (java.io.IOException stillTheFrozenOne) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
