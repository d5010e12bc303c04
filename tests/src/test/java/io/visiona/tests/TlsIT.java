package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.tests.support.KeyStores;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import io.visiona.tests.support.TlsExchange;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** TLS between the servers, the standing link included. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // made before all tests
final class TlsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private Path relay;
  private Path trusted;
  private Path stranger;

  /** What the API finds when it starts. */
  private Path api;

  private Stack stack;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    relay = KeyStores.create(folder, "relay");
    trusted = KeyStores.create(folder, "trusted");
    KeyStores.trust(relay, trusted, "trusted");
    KeyStores.trust(trusted, relay, "relay");
    stranger = KeyStores.create(folder, "stranger");
    api = Files.copy(stranger, folder.resolve("api.p12"));
    stack =
        Stack.split(
            ports -> relay(ports, relay), ports -> api(ports, api), Map.of(), "/health/live");
  }

  @AfterAll
  void stop() {
    stack.close();
  }

  /** The API that has this key store; the relay goes on. */
  private void serve(Path keyStore) throws IOException {
    if (Files.mismatch(keyStore, api) != -1) {
      stack.apiServer().close();
      Files.copy(keyStore, api, StandardCopyOption.REPLACE_EXISTING);
      stack.apiServer().restart();
      stack.apiServer().awaitReady();
    }
  }

  @Test
  void serversThatTrustEachOther_talkOverTls() throws Exception {
    serve(trusted);
    Awaitility.await()
        .atMost(SOON)
        .until(() -> Plain.get(stack.api().resolve("/health/ready")).statusCode() == 200);
    try (Person alice = stack.signIn("alice");
        TestAgent agent = TestAgent.online(stack, alice, Kind.JAVA_YAMUX)) {
      HttpResponse<String> forwarded = alice.get(agent.proxy("/healthz"));
      assertThat(forwarded.statusCode()).isEqualTo(200);
      assertThat(
              alice
                  .client()
                  .send(
                      alice.request(agent.proxy("/bytes/5000000")).build(),
                      BodyHandlers.ofByteArray())
                  .body())
          .hasSize(5_000_000);

      for (int port : new int[] {stack.ports().relayInternal(), stack.ports().apiInternal()}) {
        TlsExchange internal =
            new TlsExchange(
                port, port == stack.ports().apiInternal() ? trusted : relay, KeyStores.PASSWORD);
        assertThat(internal.protocol()).isNotEqualTo("h2");
        assertThat(internal.get("/healthz").status()).isEqualTo(200);
        assertThat(internal.get("/internal/sessions", "Authorization: Bearer a.b.c").status())
            .isEqualTo(401);
        malformedRequests_areRefusedAsWithoutTls(internal, port);
        try (RawExchange plain = new RawExchange(URI.create("http://127.0.0.1:" + port))) {
          plain.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n");
          assertThat(plain.readToEnd().tail()).doesNotContain("ok");
        }
      }
    }
  }

  private static void malformedRequests_areRefusedAsWithoutTls(TlsExchange door, int port)
      throws IOException {
    String post = "POST /healthz HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n";
    String next = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
    String chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
    for (String request :
        List.of(
            post + "Content-Length: +" + next.length() + "\r\n\r\n" + next,
            post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next,
            post + "X-Folded: a\r\n b\r\n\r\n" + next,
            chunked + "5\nabcde\r\n0\r\n\r\n" + next,
            chunked + "\r\nabcde\r\n0\r\n\r\n" + next,
            chunked + "ffffffffffffffff\r\nabcde\r\n0\r\n\r\n" + next)) {
      assertThat(door.raw(request))
          .as(request)
          .startsWith("HTTP/1.1 400 ")
          .contains("\"bad_request\"")
          .doesNotContain("\"ok\"");
    }
  }

  @Test
  void relayThatIsNotTrusted_getsNoLink_andAgentsAreNotLetInByAnApiThatIsNot() throws Exception {
    serve(stranger);
    try (Person alice = stack.signIn("alice")) {
      JsonObject paired =
          TestAgent.exchange(stack, alice.pairingCode("untrusted", true), "untrusted");
      RawExchange.Answer connect =
          RawExchange.ask(
              stack.tunnel(), "/tunnel/connect", paired.getString("session_token"), "yamux");
      assertThat(connect.status()).isEqualTo(503);
      assertThat(connect.head()).containsIgnoringCase("\r\nRetry-After: ");

      HttpResponse<String> forwarded =
          alice.get("/api/agents/" + paired.getString("agent_id") + "/proxy/");
      assertThat(forwarded.statusCode()).isEqualTo(503);
      assertThat(Person.json(forwarded.body()).getJsonObject("error").getString("code"))
          .isEqualTo("relay_unavailable");
      assertThat(Plain.get(stack.api().resolve("/health/ready")).statusCode()).isEqualTo(503);
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(Files.readString(stack.apiServer().messages()))
                  .contains("The link to the relay cannot be made: ")
                  .contains("PKIX path"));
    }
  }

  private static Map<String, String> relay(Ports ports, Path keyStore) {
    Map<String, String> variables = common(ports, keyStore);
    variables.put("visiona.relay.internal-http-port", "-1");
    variables.put("visiona.relay.internal-https-port", Integer.toString(ports.relayInternal()));
    return variables;
  }

  private static Map<String, String> api(Ports ports, Path keyStore) {
    Map<String, String> variables = common(ports, keyStore);
    variables.put("visiona.api.internal-http-port", "-1");
    variables.put("visiona.api.internal-https-port", Integer.toString(ports.apiInternal()));
    return variables;
  }

  private static Map<String, String> common(Ports ports, Path keyStore) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("visiona.tls.key-store", keyStore.toString());
    variables.put("visiona.tls.key-store-password", KeyStores.PASSWORD);
    variables.put("visiona.relay.url", "https://127.0.0.1:" + ports.relayInternal());
    variables.put("visiona.api.internal-url", "https://127.0.0.1:" + ports.apiInternal());
    return variables;
  }
}
