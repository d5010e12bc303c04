package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.AgentBytes;
import io.visiona.tests.support.Bodies;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 1,000 concurrent streams on one tunnel. */
@OnSharedStack
final class ManyStreamsIT {
  private static final int STREAMS = 1_000;
  private static final long BODY = 64 * 1024L;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void oneStreamThatIsNeverRead_doesNotHoldUpTheOthers(Kind kind, Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, kind);
        RawExchange neverRead = new RawExchange(stack.api());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      neverRead.socket().setReceiveBufferSize(4096);
      neverRead.get(agent.proxy("/bytes/" + (1L << 30)), alice.cookie());
      String expected = AgentBytes.sha256(BODY);

      List<Future<String>> answers = new ArrayList<>();
      for (int i = 1; i < STREAMS; i++) {
        answers.add(callers.submit(() -> download(alice, agent)));
      }

      for (Future<String> answer : answers) {
        assertThat(answer.get(120, TimeUnit.SECONDS)).isEqualTo(expected);
      }
    }
  }

  private static String download(Person person, TestAgent agent) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(agent.url("/bytes/" + BODY)).timeout(Duration.ofMinutes(2)).build();
    HttpResponse<InputStream> response =
        person.client().send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      assertThat(response.statusCode()).isEqualTo(200);
      return Bodies.sha256(body);
    }
  }
}
