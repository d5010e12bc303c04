package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.shared.config.Secret;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.tests.support.OnSplitStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A relay that drains: nobody new is let in, what runs may finish, and what does not finish is cut
 * and counted when it stops.
 */
@OnSplitStack
final class DrainIT {
  private static final long ENDLESS = 1L << 40;
  private static final long SIZE = 20L << 20;

  @Test
  void drainingRelay_refusesNewTunnels_finishesRunningStreams_andCountsWhatItCuts(Stack stack)
      throws Exception {
    awaitNoTunnels(stack);
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX);
        RawExchange running = new RawExchange(stack.api());
        RawExchange endless = new RawExchange(stack.api())) {
      running.get(agent.proxy("/bytes/" + SIZE), alice.cookie()).readThrough("\r\n\r\n");
      endless.get(agent.proxy("/bytes/" + ENDLESS + "?chunked"), alice.cookie());
      assertThat(endless.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200");

      URI drain =
          URI.create("http://127.0.0.1:" + stack.ports().relayInternal() + "/internal/drain");
      assertThat(Plain.post(drain, "", "Authorization", "Bearer " + serviceToken()).statusCode())
          .isEqualTo(202);

      RawExchange.Answer refused =
          RawExchange.ask(stack.tunnel(), "/tunnel/connect", "any", "yamux");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.head()).containsIgnoringCase("\r\nRetry-After: ");
      running.socket().getInputStream().skipNBytes(SIZE);

      stack.relayServer().requestStop();
      assertThat(endless.readToEnd().isCompleteChunked()).isFalse();
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !stack.relayServer().isAlive());
      assertThat(Files.readString(stack.relayServer().messages()))
          .contains("Stopped: closed 1 tunnels and 1 links, cut 1 streams");
    }
  }

  /** Agents of other tests are killed, which the relay learns a moment later. */
  private static void awaitNoTunnels(Stack stack) {
    URI status = URI.create(stack.tunnel() + "/relay/status");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Person.json(Plain.get(status).body()).getInt("tunnels") == 0);
  }

  private static String serviceToken() {
    return new ServiceTokens(new Secret(Stack.INTERNAL_SECRET), Clock.systemUTC())
        .issue("test", ServiceTokens.RELAY);
  }
}
