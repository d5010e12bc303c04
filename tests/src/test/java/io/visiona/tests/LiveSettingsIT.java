package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import io.visiona.tests.support.OwnServer;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.SuiteSecrets;
import io.visiona.tests.support.TlsExchange;
import jakarta.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Settings that need no restart: what an administrator saves in the Admin Center, by its REST
 * connector, is in force within 5 s.
 */
final class LiveSettingsIT {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String PASSWORD = "password-of-the-live-administrator";
  private static final String FILE =
      "/IBMJMXConnectorREST/file/"
          + URLEncoder.encode(
              "${server.config.dir}/configDropins/overrides/settings.xml", StandardCharsets.UTF_8);

  private static final Ports PORTS = Ports.free();

  private static final int STORM = 12;
  private static ServerProcess server;
  private static TlsExchange desk;
  private static Path routes;

  /** Takes connections and says nothing. */
  private static ServerSocket silent;

  @BeforeAll
  static void start() throws Exception {
    SuiteSecrets.remember("password of an administrator", PASSWORD);
    OwnServer own =
        new OwnServer("live")
            .with("servers/visiona")
            .with("servers/visiona-dev")
            .with("shared/config")
            .with("shared/resources")
            .with("shared/apps");
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    silent.setSoTimeout(60_000);
    routes = own.folder().resolve("routes.yaml");
    Files.writeString(routes, route("/before/*"));
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(PORTS));
    // Not on the command line, which is stronger than any file.
    server =
        own.start(
            "visiona-dev",
            variables,
            Map.of("VISIONA_ADMIN_PASSWORD", PASSWORD, "VISIONA_GATEWAY_ROUTES", routes.toString()),
            PORTS);
    desk =
        new TlsExchange(
            PORTS.admin(), server.output().resolve("resources/security/key.p12"), "self-signed");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    silent.close();
  }

  private static String route(String path) {
    return """
    routes:
      - {path: %s, service: nobody, url: "http://127.0.0.1:9", auth_required: false}
    """
        .formatted(path);
  }

  @Test
  void savedSettings_areInForceWithinFiveSeconds() throws Exception {
    URI gateway = URI.create("http://127.0.0.1:" + PORTS.gateway());
    try (Person alice =
        new Person(URI.create("http://127.0.0.1:" + PORTS.api())).signIn("alice", "alice")) {
      String token = token(alice);
      String another = token(alice);
      assertThat(connect(token)).isEqualTo(101);
      assertThat(policy(gateway, "/gateway/before/x")).contains("q=60;");

      save(Map.of("visiona.tunnel.max-tunnels-per-owner", "1"));
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(messages()).contains("Changed settings are in force: TunnelConfig"));
      try (RawExchange _ = opened(token)) {
        assertThat(connect(another)).as("another agent of its owner").isEqualTo(429);
        assertThat(connect(token)).as("the agent itself, again").isEqualTo(101);
      }

      Path other = routes.resolveSibling("other.yaml");
      Files.writeString(other, route("/after/*") + silentRoute());
      save(
          Map.of(
              "visiona.gateway.rate-limit", "7/min",
              "visiona.gateway.routes", other.toString(),
              "visiona.pairing.failures-per-minute", "1",
              "visiona.tunnel.max-tunnels", "1",
              "visiona.tunnel.connects-per-second", "2",
              "visiona.tunnel.drain-timeout", "0s",
              "visiona.api.drain-timeout", "0s",
              "visiona.log.level", "fine"));

      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(policy(gateway, "/gateway/after/x")).contains("q=7;"));
      assertThat(exchange("AAAA-AAAA-AAAA")).isNotEqualTo(429);
      assertThat(exchange("AAAA-AAAA-AAAA")).isEqualTo(429);
      try (RawExchange _ = opened(token)) {
        assertThat(connect(another)).as("a second tunnel").isEqualTo(503);
        assertThat(accepting()).as("of a relay that is full").isEqualTo(503);
        assertStormIsRefused(another);
      }
      await().atMost(SOON).until(() -> accepting() == 200);
      assertThat(messages())
          .contains("Changed settings are in force: TunnelConfig")
          .contains("Changed settings are in force: StopConfig");
      await().atMost(SOON).until(() -> Files.exists(server.output().resolve("logs/trace.log")));

      // The file has all that is saved: what is not in it has its default again.
      save(
          Map.of(
              "visiona.gateway.rate-limit", "often",
              "visiona.tunnel.max-tunnels", "-1",
              "visiona.api.drain-timeout", "0s"));
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(messages())
                  .contains("A change of the settings is refused")
                  .contains("visiona.gateway.rate-limit must be such as")
                  .contains("visiona.tunnel.max-tunnels must be between 1 and 1000000"));
      assertThat(policy(gateway, "/gateway/after/x")).as("the old one stays").contains("q=7;");
      stop_givesRequestsTheNewTime(gateway);
    }
  }

  private static int accepting() {
    return Plain.get(URI.create("http://127.0.0.1:" + PORTS.tunnel() + "/health/accepting"))
        .statusCode();
  }

  /** Two are let in to the question, four wait for their turn: of so many most are sent away. */
  private static void assertStormIsRefused(String token) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(STORM)) {
      Callable<Integer> attempt = () -> connect(token);
      List<Future<Integer>> answers = threads.invokeAll(Collections.nCopies(STORM, attempt));
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(503);
      }
    }
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(
                    Plain.get(URI.create("http://127.0.0.1:" + PORTS.operations() + "/metrics"))
                        .body())
                .containsPattern(
                    "visiona_admission_refused_total\\{[^}]*reason=\"full\"[^}]*} [1-9]")
                .containsPattern(
                    "visiona_admission_refused_total\\{[^}]*reason=\"rate\"[^}]*} [1-9]"));
  }

  /** Nothing, instead of 10 s. */
  private static void stop_givesRequestsTheNewTime(URI gateway) throws Exception {
    try (RawExchange waiting = new RawExchange(gateway)) {
      waiting.send(
          "GET /gateway/silent/x HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(gateway.getAuthority()));
      try (Socket _ = silent.accept()) {
        Instant asked = Instant.now();
        server.requestStop();
        // Its connection may stay until the server has gone; that is not what is asked here.
        assertThat(waiting.readThrough("}")).startsWith("HTTP/1.1 503");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(8));
      }
    }
  }

  private static String silentRoute() {
    return """
      - {path: /silent/*, service: silent, url: "http://127.0.0.1:%d", auth_required: false}
    """
        .formatted(silent.getLocalPort());
  }

  private static void save(Map<String, String> settings) throws IOException {
    StringBuilder xml = new StringBuilder("<server>");
    new TreeMap<>(settings)
        .forEach((key, value) ->
            xml.append("<variable name=\"%s\" value=\"%s\"/>".formatted(key, value)));
    String credentials =
        Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    TlsExchange.Answer answer =
        desk.exchange(
            "POST",
            FILE,
            xml.append("</server>").toString(),
            "Authorization: Basic " + credentials,
            "Content-Type: text/xml");
    assertThat(answer.status()).isEqualTo(204);
  }

  private static String policy(URI gateway, String path) {
    return Plain.get(gateway.resolve(path)).headers().firstValue("RateLimit-Policy").orElse("none");
  }

  private static int exchange(String code) {
    String body =
        Json.createObjectBuilder()
            .add("code", code)
            .add("name", "x")
            .add("platform", "test")
            .build()
            .toString();
    return Plain.post(URI.create("http://127.0.0.1:" + PORTS.api() + "/api/pairing/exchange"), body)
        .statusCode();
  }

  private static String token(Person owner) {
    String body =
        Json.createObjectBuilder()
            .add("code", owner.pairingCode("live", false))
            .add("name", "box")
            .add("platform", "test")
            .build()
            .toString();
    String token =
        Person.json(
                Plain.post(
                        URI.create("http://127.0.0.1:" + PORTS.api() + "/api/pairing/exchange"),
                        body)
                    .body())
            .getString("session_token");
    SuiteSecrets.remember("agent's session token", token);
    return token;
  }

  private static RawExchange opened(String token) throws IOException {
    URI tunnel = URI.create("http://127.0.0.1:" + PORTS.tunnel());
    RawExchange exchange = new RawExchange(tunnel);
    String head =
        exchange
            .send(
                "GET /tunnel/connect HTTP/1.1\r\nHost: "
                    + tunnel.getAuthority()
                    + "\r\nAuthorization: Bearer "
                    + token
                    + "\r\nConnection: Upgrade\r\nUpgrade: yamux\r\n\r\n")
            .readThrough("\r\n\r\n");
    assertThat(head).startsWith("HTTP/1.1 101 ");
    return exchange;
  }

  private static int connect(String token) throws IOException {
    return RawExchange.ask(
            URI.create("http://127.0.0.1:" + PORTS.tunnel()), "/tunnel/connect", token, "yamux")
        .status();
  }

  private static String messages() throws IOException {
    return Files.readString(server.messages(), StandardCharsets.UTF_8);
  }
}
