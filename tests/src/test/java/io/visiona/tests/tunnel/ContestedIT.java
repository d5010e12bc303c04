package io.visiona.tests.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Boxes that use one credential: their owner is told, and they are slowed down. */
@OnSharedStack
final class ContestedIT {
  /** Takeovers of a live tunnel within a minute. */
  private static final int MOST = 4;

  @Test
  void tunnelThatBoxesTakeFromEachOther_staysWhereItIs_andTheOwnerIsTold(Stack stack)
      throws Exception {
    List<RawTunnel> boxes = new ArrayList<>();
    try (Person alice = stack.signIn("alice")) {
      JsonObject paired =
          TestAgent.exchange(stack, alice.pairingCode("contested", false), "contested");
      String path = "/api/agents/" + paired.getString("agent_id");
      String token = paired.getString("session_token");
      for (int i = 0; i <= MOST; i++) {
        assertThat(Person.json(alice.get(path).body()).getBoolean("contested")).isFalse();
        boxes.add(RawTunnel.open(stack.tunnel(), token, "yamux"));
      }
      JsonObject row = Person.json(alice.get(path).body());
      assertThat(row.getBoolean("contested")).isTrue();
      assertThat(row.getBoolean("online")).isTrue();
      assertThat(alice.agents())
          .filteredOn(agent -> agent.getString("id").equals(paired.getString("agent_id")))
          .singleElement()
          .satisfies(agent -> assertThat(agent.getBoolean("contested")).isTrue());

      RawExchange.Answer next = RawExchange.ask(stack.tunnel(), "/tunnel/connect", token, "yamux");
      assertThat(next.status()).isEqualTo(503);
      assertThat(next.head()).containsPattern("(?i)\r\nRetry-After: ([1-9]|1\\d|20)\r\n");
      RawTunnel last = boxes.getLast();
      last.send(RawTunnel.ping(7));
      last.awaitPong(7);
    } finally {
      for (RawTunnel box : boxes) {
        box.close();
      }
    }
  }
}
