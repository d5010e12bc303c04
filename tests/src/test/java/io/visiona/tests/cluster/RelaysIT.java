package io.visiona.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.shared.config.Secret;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What operators see of relays: through the internal API, in metrics and in health. */
final class RelaysIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** The development server's, known to everybody. */
  private static final String SECRET = "development-internal-secret-0123456789abcdef";

  /** Of an installation with a directory in Redis. */
  @Nested
  @OnTwoByTwo
  final class Several {
    private final TwoByTwo cluster;

    Several(TwoByTwo cluster) {
      this.cluster = cluster;
    }

    @Test
    void everyApiServer_tellsOfEachRelay() {
      for (Stack api : cluster.both()) {
        await()
            .atMost(SOON)
            .untilAsserted(() -> {
              JsonObject listing = listing(api, Stack.INTERNAL_SECRET);
              assertThat(listing.getString("directory")).isEqualTo("up");
              assertThat(items(listing))
                  .extracting(relay -> relay.getString("id"))
                  .containsExactly("relay-1", "relay-2");
              assertThat(items(listing))
                  .allSatisfy(relay -> {
                    assertThat(relay.getString("state")).isEqualTo("up");
                    assertThat(relay.getInt("tunnels")).isNotNegative();
                    assertThat(relay.getInt("capacity")).isPositive();
                    assertThat(relay.getString("version")).matches("\\d.*");
                    assertThat(relay.getInt("lease_age_seconds")).isBetween(0, 14);
                  });
            });
      }
    }

    @Test
    void metrics_tellOfTheDirectory_ofTheRelaysState_andOfEachLink() {
      for (Stack pair : cluster.both()) {
        await()
            .atMost(SOON)
            .untilAsserted(() -> {
              assertThat(metrics(pair.ports().relayOperations()))
                  .anyMatch(isOf("visiona_directory_seconds_bucket", "renew", "le=\"0.25\""))
                  .anyMatch(isOf("visiona_relay_state", "state=\"up\"", " 1"))
                  .anyMatch(isOf("visiona_relay_state", "state=\"draining\"", " 0"))
                  .anyMatch(isOf("visiona_directory_superseded_total", "by=\"check\""));
              assertThat(metrics(pair.ports().operations()))
                  .anyMatch(isOf("visiona_directory_seconds_bucket", "relays", "le=\"0.25\""))
                  .anyMatch(isOf("visiona_link_up", "relay=\"relay-1\"", " 1"))
                  .anyMatch(isOf("visiona_link_up", "relay=\"relay-2\"", " 1"))
                  .anyMatch(isOf("visiona_lookups_total", "from=\"cache\""));
            });
      }
    }

    @Test
    void health_tellsOfRelaysAndDirectory() {
      String ready = Plain.get(at(cluster.one().ports().operations(), "/health/ready")).body();
      assertThat(Person.json(ready).getJsonArray("checks").getValuesAs(JsonObject.class))
          .anySatisfy(check -> assertThat(check.getString("name")).isEqualTo("relays"))
          .anySatisfy(check -> {
            assertThat(check.getString("name")).isEqualTo("directory");
            assertThat(check.getJsonObject("data").getBoolean("answers")).isTrue();
          });
    }
  }

  /** Of a server with everything in one. */
  @Nested
  @OnSharedStack
  final class One {
    @Test
    void oneRelay_isAskedItself(Stack stack) {
      assertThat(items(listing(stack, SECRET)))
          .singleElement()
          .satisfies(relay -> {
            assertThat(relay.getString("id")).isEqualTo("relay");
            assertThat(relay.getString("state")).isEqualTo("up");
            assertThat(relay.getInt("capacity")).isPositive();
            assertThat(relay.getString("version")).matches("\\d.*");
            assertThat(relay.isNull("lease_age_seconds")).isTrue();
          });
    }

    @Test
    void strangers_areToldNothing(Stack stack) {
      URI relays = at(stack.ports().apiInternal(), "/internal/relays");
      assertThat(Plain.get(relays).statusCode()).isEqualTo(401);
      String forTheRelay = token(ServiceTokens.RELAY, SECRET);
      assertThat(Plain.get(relays, "Authorization", forTheRelay).statusCode()).isEqualTo(401);
      assertThat(Plain.get(stack.api().resolve("/internal/relays")).statusCode()).isEqualTo(404);
    }

    /** As HAProxy asks, which names no host. */
    @Test
    void balancer_isToldWhetherTheRelayTakesAgents(Stack stack) throws IOException {
      try (RawExchange raw = new RawExchange(at(stack.ports().tunnel(), "/"))) {
        assertThat(raw.send("GET /health/accepting HTTP/1.0\r\n\r\n").readThrough("\r\n"))
            .contains(" 200 ");
      }
    }

    @Test
    void figures_areThere(Stack stack) {
      assertThat(metrics(stack.ports().operations()))
          .anyMatch(isOf("visiona_link_up", "relay=\"relay\"", " 1"))
          .anyMatch(isOf("visiona_relay_state", "state=\"up\"", " 1"))
          .anyMatch(isOf("visiona_forward_second_attempts_total", "outcome=\"completed\""));
    }
  }

  private static Predicate<String> isOf(String name, String... parts) {
    return line -> line.startsWith(name + "{") && Stream.of(parts).allMatch(line::contains);
  }

  private static JsonObject listing(Stack stack, String secret) {
    URI relays = at(stack.ports().apiInternal(), "/internal/relays");
    return Person.json(Plain.get(relays, "Authorization", token(ServiceTokens.API, secret)).body());
  }

  private static List<JsonObject> items(JsonObject listing) {
    return listing.getJsonArray("items").getValuesAs(JsonObject.class);
  }

  private static String token(String audience, String secret) {
    String token = new ServiceTokens(new Secret(secret), Clock.systemUTC()).issue("test", audience);
    SuiteSecrets.remember("service token", token);
    return "Bearer " + token;
  }

  private static List<String> metrics(int port) {
    return Plain.get(at(port, "/metrics")).body().lines().toList();
  }

  private static URI at(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
