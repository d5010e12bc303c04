package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.AgentBytes;
import io.visiona.tests.support.Bodies;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Proc;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import jakarta.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Large bodies go both ways with the same hash and flat memory, over both transports, with both
 * makes of agent. With {@code -Dvisiona.bodies.bytes=1073741824} they have 1 GB.
 */
@OnSharedStack
@Order(1) // it takes long
final class LargeBodiesIT {
  /** Thrice the {@link #GROWTH_LIMIT}: who keeps a body is seen. */
  private static final long BYTES = Long.getLong("visiona.bodies.bytes", 320L << 20);

  /** Until the collector has given the heap the size it keeps under such a load. */
  private static final long WARM_UP = 192L << 20;

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final long GROWTH_LIMIT = 100L << 20;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void bodyDown_arrivesWhole_inFlatMemory(Kind kind, Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, kind)) {
      download(alice, agent, WARM_UP);
      Proc server = new Proc(stack.relayServer().pid());
      Proc box = new Proc(agent.process().pid());
      long before = server.residentBytes();
      long boxBefore = box.residentBytes();

      assertThat(download(alice, agent, BYTES)).isEqualTo(AgentBytes.sha256(BYTES));

      assertThat(server.residentBytes() - before)
          .as("growth of the server")
          .isLessThan(GROWTH_LIMIT);
      assertThat(box.residentBytes() - boxBefore)
          .as("growth of the agent")
          .isLessThan(GROWTH_LIMIT);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void bodyUp_arrivesWhole_inFlatMemory(Kind kind, Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, kind)) {
      upload(alice, agent, WARM_UP);
      Proc server = new Proc(stack.relayServer().pid());
      Proc box = new Proc(agent.process().pid());
      long before = server.residentBytes();
      long boxBefore = box.residentBytes();

      JsonObject sunk = upload(alice, agent, BYTES);

      assertThat(sunk.getJsonNumber("bytes").longValue()).isEqualTo(BYTES);
      assertThat(sunk.getString("sha256")).isEqualTo(Bodies.sha256OfPattern(BYTES));
      assertThat(server.residentBytes() - before)
          .as("growth of the server")
          .isLessThan(GROWTH_LIMIT);
      assertThat(box.residentBytes() - boxBefore)
          .as("growth of the agent")
          .isLessThan(GROWTH_LIMIT);
    }
  }

  private static String download(Person person, TestAgent agent, long length) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(agent.url("/bytes/" + length)).timeout(LIMIT).build();
    HttpResponse<InputStream> response =
        person.client().send(request, BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    try (InputStream body = response.body()) {
      return Bodies.sha256(body);
    }
  }

  private static JsonObject upload(Person person, TestAgent agent, long length) throws Exception {
    HttpRequest request =
        person
            .changing(agent.proxy("/sink"))
            .timeout(LIMIT)
            .POST(BodyPublishers.ofInputStream(() -> Bodies.pattern(length)))
            .build();
    HttpResponse<String> response = person.client().send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Person.json(response.body());
  }
}
