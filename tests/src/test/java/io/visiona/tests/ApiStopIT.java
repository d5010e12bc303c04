package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.shared.config.Secret;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An API server that is taken out of service: not ready, but serving; then stopped, finishing what it can. */
final class ApiStopIT {
  private static final long ENDLESS = 1L << 40;
  private static final long SIZE = 64L << 20;

  @Test
  void stoppingApi_letsResponsesFinish_andCutsAndCountsTheRest() throws Exception {
    try (Stack stack = Stack.split(Map.of("visiona.api.drain-timeout", "5s"));
        Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX);
        RawExchange running = new RawExchange(stack.api());
        RawExchange endless = new RawExchange(stack.api())) {
      URI drain = URI.create("http://127.0.0.1:" + stack.ports().apiInternal() + "/internal/drain");
      assertThat(Plain.post(drain, "", "Authorization", "Bearer " + token(ServiceTokens.RELAY)).statusCode()).isEqualTo(401);
      assertThat(Plain.post(drain, "", "Authorization", "Bearer " + token(ServiceTokens.API)).statusCode()).isEqualTo(202);
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> Plain.get(stack.api().resolve("/health/ready")).statusCode() == 503);
      assertThat(Plain.get(stack.api().resolve("/health/live")).statusCode()).isEqualTo(200);

      running.get(agent.proxy("/bytes/" + SIZE), alice.cookie()).readThrough("\r\n\r\n");
      endless.get(agent.proxy("/bytes/" + ENDLESS + "?chunked"), alice.cookie());
      assertThat(endless.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200");
      stack.apiServer().stop();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.readString(stack.apiServer().messages()).contains("was closed: the server is stopping"));
      running.socket().getInputStream().skipNBytes(SIZE);
      assertThat(endless.readToEnd().isCompleteChunked()).isFalse();
      Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> !stack.apiServer().isAlive());
      assertThat(Files.readString(stack.apiServer().messages())).contains("Stopped: closed the link, cut 1 forwarded requests");
    }
  }

  private static String token(String audience) {
    return new ServiceTokens(new Secret(Stack.INTERNAL_SECRET), Clock.systemUTC()).issue("test", audience);
  }
}
