package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.tests.support.OnSharedStack;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.Promtool;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import io.visiona.tests.support.TlsExchange;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the server itself brings is on the operator's port; what strangers send as credentials is
 * nobody's business.
 */
@OnSharedStack
final class OperatorSurfaceIT {
  private static final String BASIC =
      "Basic "
          + Base64.getEncoder().encodeToString("admin:guessed".getBytes(StandardCharsets.UTF_8));

  private static final Pattern LIMIT = Pattern.compile("limit=\"([a-z_]+)\"");

  /** Password of the key store a server makes for itself. */
  private static final String SELF_SIGNED = "self-signed";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/metrics?scope=base",
        "/ibm/api/",
        "/ibm/api/config",
        "/IBMJMXConnectorREST/mbeans",
        "/adminCenter/",
        "/health"
      })
  void servers_offerNothingOfTheirOwnOnTheApplicationsPorts(String path, Stack stack) {
    try (Person alice = stack.signIn("alice")) {
      assertThat(Plain.get(stack.api().resolve(path)).statusCode()).as("public").isEqualTo(401);
      assertThat(alice.get(path).statusCode()).as("signed in").isEqualTo(404);
    }
    for (int port :
        List.of(
            stack.ports().apiInternal(), stack.ports().tunnel(), stack.ports().relayInternal())) {
      assertThat(Plain.get(at(port, path)).statusCode()).as("port %d", port).isEqualTo(404);
    }
  }

  @Test
  void hostHeader_opensNoOtherPort(Stack stack) throws IOException {
    for (int port :
        List.of(
            stack.ports().api(),
            stack.ports().apiInternal(),
            stack.ports().tunnel(),
            stack.ports().relayInternal())) {
      for (String host :
          List.of(
              "127.0.0.1:" + stack.ports().operations(),
              "localhost:" + stack.ports().operations())) {
        assertThat(metricsOf(port, "/metrics", host))
            .as("%d as %s", port, host)
            .doesNotContain(" 200 ");
        assertThat(metricsOf(port, "http://" + host + "/metrics", host))
            .as("%d as %s", port, host)
            .doesNotContain(" 200 ");
      }
    }
  }

  @Test
  void operatorsPort_hasMetricsOfBothApplicationsAndHealth(Stack stack) {
    String metrics = Plain.get(at(stack.ports().operations(), "/metrics")).body();
    assertThat(metrics)
        .contains("visiona_tunnels{")
        .contains("visiona_links{")
        .contains("visiona_link_up{")
        .contains("# HELP ")
        .contains("jvm_");
    for (String path : List.of("/health", "/health/live", "/health/ready", "/health/started")) {
      assertThat(Plain.get(at(stack.ports().operations(), path)).statusCode())
          .as(path)
          .isEqualTo(200);
    }
  }

  @Test
  void adminCenterOfAServerWithoutPasswords_letsNobodyIn(Stack stack) throws Exception {
    TlsExchange desk =
        new TlsExchange(
            stack.ports().admin(),
            stack.apiServer().output().resolve("resources/security/key.p12"),
            SELF_SIGNED);
    for (String user : List.of("admin", "reader", "")) {
      for (String password : List.of("", "admin", "null", "${visiona.admin.password}")) {
        String credentials =
            Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        assertThat(desk.get("/ibm/api/config", "Authorization: Basic " + credentials).status())
            .as(user + ":" + password)
            .isEqualTo(401);
      }
    }
    assertThat(desk.get("/adminCenter/").status()).isEqualTo(302);
  }

  @Test
  void metrics_countForwardedRequests_andNameNobody(Stack stack) throws Exception {
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      double before = metric(stack, "visiona_link_streams_opened_total");
      double completed = metric(stack, "visiona_forward_requests_total", "completed");
      double offline = metric(stack, "visiona_forward_requests_total", "agent_offline");
      double answered = metric(stack, "visiona_forward_first_byte_seconds_count");
      assertThat(alice.get(agent.proxy("/healthz")).statusCode()).isEqualTo(200);
      JsonObject gone = TestAgent.exchange(stack, alice.pairingCode("gone", true), "gone");
      assertThat(alice.get("/api/agents/" + gone.getString("agent_id") + "/proxy/").statusCode())
          .isEqualTo(503);
      assertThat(metric(stack, "visiona_forward_requests_total", "completed"))
          .isGreaterThan(completed);
      assertThat(metric(stack, "visiona_forward_requests_total", "agent_offline"))
          .isGreaterThan(offline);
      assertThat(metric(stack, "visiona_forward_first_byte_seconds_count")).isGreaterThan(answered);
      assertThat(metric(stack, "visiona_forward_first_byte_seconds_bucket")).isNotNegative();
      // The link's totals are raised once a second.
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(metric(stack, "visiona_link_streams_opened_total")).isGreaterThan(before));
      assertThat(metric(stack, "visiona_link_received_bytes_total")).isPositive();
      assertThat(metric(stack, "visiona_link_up")).isEqualTo(1);
      assertThat(metrics(stack).filter(line -> line.startsWith("visiona_")))
          .isNotEmpty()
          .allSatisfy(line ->
              assertThat(line)
                  .doesNotContain(agent.id())
                  .doesNotContain("alice")
                  .doesNotContain("127.0.0.1"));
    }
  }

  /** Counters end in {@code _total}, units are base units, each figure has its help. */
  @Test
  void metrics_areWhatPromtoolExpects(Stack stack) throws Exception {
    Assumptions.assumeTrue(Promtool.isInstalled(), "needs promtool: apt-get install prometheus");
    String ours =
        Plain.get(at(stack.ports().operations(), "/metrics"))
            .body()
            .lines()
            .filter(line -> line.matches("(# (HELP|TYPE) )?visiona_.*"))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(ours).contains("visiona_tunnels", "visiona_link_up");
    assertThat(Promtool.complaintsAbout(ours)).isEmpty();
  }

  @Test
  void everyLimitOfTheTable_isWatched_andEveryWatchedLimitIsInTheTable(Stack stack)
      throws IOException {
    String documented = Files.readString(stack.build().root().resolve("docs/limits.md"));
    Set<String> table =
        limits(documented.lines()).stream()
            .filter(limit -> !limit.startsWith("gateway_"))
            .collect(Collectors.toSet());
    assertThat(limits(metrics(stack).filter(line -> line.startsWith("visiona_limit_in_use"))))
        .as("of a server without a gateway")
        .isEqualTo(table);
  }

  private static Set<String> limits(Stream<String> lines) {
    return lines
        .flatMap(line -> LIMIT.matcher(line).results())
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void publicHealth_saysWhatIsUpAndNoMore(Stack stack) {
    for (String path : List.of("/health/live", "/health/ready", "/health/started")) {
      JsonObject health = Person.json(Plain.get(stack.api().resolve(path)).body());
      assertThat(health.getString("status")).as(path).isEqualTo("UP");
      assertThat(health.getJsonArray("checks").getValuesAs(JsonObject.class))
          .as(path)
          .isNotEmpty()
          .allSatisfy(check -> assertThat(check.keySet()).containsExactly("name", "status"));
    }
    assertThat(Plain.post(stack.api().resolve("/health/ready"), "{}").statusCode()).isEqualTo(401);
  }

  @Test
  void credentialsThatNobodyAskedFor_areNotJudged(Stack stack) throws IOException {
    int before = Files.readString(stack.apiServer().messages()).length();
    try (Person alice = stack.signIn("alice")) {
      for (String credentials :
          List.of(
              BASIC, "Bearer a.b.c", "Bearer " + "x".repeat(2000), "Digest username=\"admin\"")) {
        assertThat(
                Plain.get(stack.api().resolve("/healthz"), "Authorization", credentials)
                    .statusCode())
            .isEqualTo(200);
        assertThat(
                alice
                    .send(
                        alice.request("/api/auth/me").header("Authorization", credentials).build())
                    .statusCode())
            .isEqualTo(200);
        assertThat(
                Plain.get(at(stack.ports().tunnel(), "/relay/status"), "Authorization", credentials)
                    .statusCode())
            .isEqualTo(200);
        assertThat(
                Plain.get(
                        at(stack.ports().operations(), "/health/live"),
                        "Authorization",
                        credentials)
                    .statusCode())
            .isEqualTo(200);
      }
      for (int internal : List.of(stack.ports().apiInternal(), stack.ports().relayInternal())) {
        assertThat(
                Plain.get(at(internal, "/internal/sessions"), "Authorization", BASIC).statusCode())
            .isEqualTo(401);
      }
      // Judged against the operators (CWWKS1100A), found without a registry (CWWKS3005E), taken for
      // a service JWT (CWWKS55…E).
      assertThat(Files.readString(stack.apiServer().messages()).substring(before))
          .doesNotContainPattern("CWWKS(1100A|3005E|55\\d\\dE)");
      assertThat(stack.apiServer().output().resolve("logs/ffdc"))
          .satisfiesAnyOf(
              folder -> assertThat(folder).doesNotExist(),
              folder -> assertThat(folder).isEmptyDirectory());
    }
  }

  private static double metric(Stack stack, String name) {
    return metric(stack, name, "");
  }

  private static double metric(Stack stack, String name, String tag) {
    return metrics(stack)
        .filter(line -> line.startsWith(name + "{") && line.contains(tag))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> metrics(Stack stack) {
    return Plain.get(at(stack.ports().operations(), "/metrics")).body().lines();
  }

  private static String metricsOf(int port, String target, String host) throws IOException {
    try (RawExchange raw = new RawExchange(at(port, "/"))) {
      return raw.send(
              "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
          .readThrough("\r\n");
    }
  }

  private static URI at(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
