package io.visiona.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import io.visiona.tests.support.OwnServer;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.SuiteSecrets;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What {@code docs/deployment.md} tells an administrator is all that is needed: an Open Liberty
 * with its {@code server.xml} and nothing else of ours, the two WARs, and a JDBC driver.
 */
final class StockServerIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern SERVER_XML = block("takes this block as it is");
  private static final Pattern DOORS = block("adds this block");

  private static final String INITIALIZER = "jakarta.servlet.ServletContainerInitializer";

  /** The part of the Member Center, which is not ours to deploy. */
  private static final String MEMBER_CENTER =
      """
      <server>
        <httpEndpoint id="standinsEndpoint" host="127.0.0.1" httpPort="${visiona.standins.port}" httpsPort="-1">
          <httpOptions autoDecompression="false"/>
        </httpEndpoint>
        <virtualHost id="standins" allowFromEndpointRef="standinsEndpoint">
          <hostAlias>*:${visiona.standins.port}</hostAlias>
        </virtualHost>
        <webApplication id="standins" location="standins.war" contextRoot="/" name="standins"/>
      </server>
      """;

  private static Pattern block(String how) {
    return Pattern.compile(
        "<!-- StockServerIT " + how + ". -->\\s*```xml\\n(.*?)```", Pattern.DOTALL);
  }

  @Test
  void documentedServerXml_isEnough_toSignIn_pair_andReachAnAgent() throws Exception {
    Ports ports = Ports.free();
    OwnServer own =
        new OwnServer("stock")
            .with(Path.of("servers/stock/server.xml"), documented(SERVER_XML))
            .with(Path.of("servers/stock/configDropins/defaults/member-center.xml"), MEMBER_CENTER)
            .with("shared/apps/api.war", "servers/stock/apps/api.war")
            .with("shared/apps/relay.war", "servers/stock/apps/relay.war")
            .with("shared/apps/standins.war", "servers/stock/apps/standins.war")
            .with("shared/resources/jdbc")
            .with("shared/resources/doors")
            .with(
                Path.of("servers/stock/doors/META-INF/services", INITIALIZER),
                "io.visiona.shared.head.OtherApplications\n")
            .with(
                Path.of("servers/stock/configDropins/defaults/doors.xml"),
                "<server>\n" + documented(DOORS) + "</server>\n");
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    // The Member Center of the test is on plain http.
    variables.put("visiona.mode", "development");
    variables.put("visiona.oidc.client-id", "visiona");
    variables.put("visiona.tunnel.websocket", "jakarta");
    variables.put("visiona.internal.secret", "a-secret-of-a-stock-server-0123456789-0123456789");
    variables.put("visiona.storage.signing-secret", "another-secret-of-a-stock-server-0123456789");
    try (ServerProcess server = own.start("stock", variables, Map.of(), ports);
        Person alice =
            new Person(URI.create("http://127.0.0.1:" + ports.api())).signIn("alice", "alice")) {
      Path state = own.folder().resolve("agent.json");
      String code = alice.pairingCode("stock", true);
      SuiteSecrets.remember("pairing code", code);
      URI api = URI.create("http://127.0.0.1:" + ports.api());
      AgentProcess.pair(own.build(), api, code, "stock", state, own.folder().resolve("pair.log"));
      try (AgentProcess _ =
          AgentProcess.run(
              own.build(), state, own.folder().resolve("agent.log"), "--transport", "websocket")) {
        await().atMost(LIMIT).until(() -> alice.agents().getFirst().getBoolean("online", false));
        String id = alice.agents().getFirst().getString("id");
        assertThat(alice.get("/api/agents/" + id + "/proxy/healthz").statusCode()).isEqualTo(200);
      }
      try (RawExchange raw =
          new RawExchange(URI.create("http://127.0.0.1:" + ports.operations()))) {
        raw.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1:" + ports.operations());
        assertThat(raw.send("\r\nContent-Length: +1\r\n\r\n").readThrough("\r\n"))
            .startsWith("HTTP/1.1 400 ");
      }
      assertThat(Files.readString(server.messages()))
          .doesNotContain("WELD-000052")
          .doesNotContain("CWWKZ0002E");
    }
  }

  private static String documented(Pattern block) throws IOException {
    Path doc = Installation.find().root().resolve("docs/deployment.md");
    Matcher matcher = block.matcher(Files.readString(doc));
    assertThat(matcher.find()).as(block.pattern()).isTrue();
    return matcher.group(1);
  }
}
