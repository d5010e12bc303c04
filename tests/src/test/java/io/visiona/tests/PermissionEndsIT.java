package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.OpenThree;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is open to an agent ends soon after the permission it was begun with. */
@OnSharedStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PermissionEndsIT {
  /** Whose sessions no other test has. */
  private static final String PERSON = "user-22";

  private final Stack stack;
  private final ScriptedTarget target = OpenThree.target();
  private Person bob;
  private TestAgent agent;

  PermissionEndsIT(Stack stack) throws IOException {
    this.stack = stack;
  }

  @BeforeAll
  void pair() throws IOException {
    bob = stack.signIn(PERSON);
    agent = newAgent();
  }

  private TestAgent newAgent() throws IOException {
    return TestAgent.online(stack, bob, Kind.JAVA_YAMUX, "--target", target.uri().toString());
  }

  @AfterAll
  void stop() throws IOException {
    agent.close();
    bob.close();
    target.close();
  }

  private enum Cause {
    SIGNED_OUT("signed_out"),
    ENDED_ELSEWHERE("ended_elsewhere"),
    PROXY_FORBIDDEN("proxy_not_allowed"),
    AGENT_REVOKED("agent_revoked");

    private final String reason;

    Cause(String reason) {
      this.reason = reason;
    }
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void everythingOpen_endsWithin1s(Cause cause) throws Exception {
    try (Person again = stack.signIn(PERSON);
        OpenThree open =
            new OpenThree(stack.api(), agent.proxy(""), again.cookie(), again.origin())) {
      end(cause, again);
      open.assertEndsSoon(cause.reason);
    } finally {
      if (cause == Cause.PROXY_FORBIDDEN) {
        allowProxy(true);
      } else if (cause == Cause.AGENT_REVOKED) {
        agent.close();
        agent = newAgent();
      }
    }
  }

  private void end(Cause cause, Person again) {
    int status =
        switch (cause) {
          case SIGNED_OUT -> again.post("/api/auth/logout", "").statusCode();
          case ENDED_ELSEWHERE -> bob.delete("/api/auth/sessions").statusCode();
          case PROXY_FORBIDDEN -> allowProxy(false);
          case AGENT_REVOKED -> bob.delete("/api/agents/" + agent.id()).statusCode();
        };
    assertThat(status).isBetween(200, 204);
  }

  private int allowProxy(boolean allowed) {
    return bob.send(
            bob.changing("/api/agents/" + agent.id())
                .method("PATCH", BodyPublishers.ofString("{\"allow_proxy\":" + allowed + "}"))
                .build())
        .statusCode();
  }
}
