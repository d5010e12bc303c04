package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.shared.config.Secret;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.tests.support.OnSplitStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.SplitStack;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * An API server that is taken out of service: not ready, but serving; then stopped, finishing what
 * it can.
 */
@OnSplitStack
final class ApiStopIT {
  private static final long ENDLESS = 1L << 40;
  private static final long SIZE = 64L << 20;

  @Test
  void stoppingApi_letsResponsesFinish_andCutsAndCountsTheRest(Stack stack) throws Exception {
    CountDownLatch stopping = new CountDownLatch(1);
    try (ScriptedTarget service =
            new ScriptedTarget(
                Map.of(
                    "/slow",
                    socket -> answerLate(socket, stopping),
                    "/endless",
                    ApiStopIT::answerForEver));
        Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX);
        RawExchange running = new RawExchange(stack.api());
        RawExchange endless = new RawExchange(stack.api());
        RawExchange slowService = new RawExchange(stack.api());
        RawExchange endlessService = new RawExchange(stack.api())) {
      SplitStack.setRoutes(
          route("slow", service) + route("endless", service) + route("ready", service));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(alice.get("/gateway/ready").statusCode()).isEqualTo(200));
      URI drain = URI.create("http://127.0.0.1:" + stack.ports().apiInternal() + "/internal/drain");
      assertThat(
              Plain.post(drain, "", "Authorization", "Bearer " + token(ServiceTokens.RELAY))
                  .statusCode())
          .isEqualTo(401);
      assertThat(
              Plain.post(drain, "", "Authorization", "Bearer " + token(ServiceTokens.API))
                  .statusCode())
          .isEqualTo(202);
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> Plain.get(stack.api().resolve("/health/ready")).statusCode() == 503);
      assertThat(Plain.get(stack.api().resolve("/health/live")).statusCode()).isEqualTo(200);

      running.get(agent.proxy("/bytes/" + SIZE), alice.cookie()).readThrough("\r\n\r\n");
      endless.get(agent.proxy("/bytes/" + ENDLESS + "?chunked"), alice.cookie());
      assertThat(endless.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200");
      slowService.get("/gateway/slow", alice.cookie()).readThrough("half");
      endlessService.get("/gateway/endless", alice.cookie()).readThrough("\r\n\r\n");
      stack.apiServer().stop();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.readString(stack.apiServer().messages()).contains("CWWKE1100I"));
      stopping.countDown();
      slowService.readThrough("whole");
      running.socket().getInputStream().skipNBytes(SIZE);
      assertThat(endless.readToEnd().isCompleteChunked()).isFalse();
      assertThat(endlessService.readToEnd().isCompleteChunked()).isFalse();
      Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> !stack.apiServer().isAlive());
      assertThat(Files.readString(stack.apiServer().messages()))
          .contains("Stopped: closed the link, cut 2 forwarded requests");
    }
  }

  private static String route(String name, ScriptedTarget service) {
    return "  - {path: /%1$s, service: %1$s, url: \"%2$s\", auth_required: false, rate_limit: none}\n"
        .formatted(name, service.uri());
  }

  private static void answerLate(Socket socket, CountDownLatch stopping) throws IOException {
    ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    try {
      stopping.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    ScriptedTarget.write(socket, "whole");
  }

  private static void answerForEver(Socket socket) throws IOException {
    ScriptedTarget.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
    while (!socket.isClosed()) {
      ScriptedTarget.write(socket, chunk);
    }
  }

  private static String token(String audience) {
    return new ServiceTokens(new Secret(Stack.INTERNAL_SECRET), Clock.systemUTC())
        .issue("test", audience);
  }
}
