package io.visiona.tests.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.launch.AgentProcess;
import io.visiona.launch.HttpProbe;
import io.visiona.launch.Installation;
import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import io.visiona.tests.support.OwnServer;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.SuiteSecrets;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Both WARs on Payara Micro, each in a server of its own, with what {@code docs/deployment.md} says
 * and nothing else. Only the Member Center, which is not ours to deploy, runs on Open Liberty.
 */
@Tag("portability")
final class PortabilityIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String MEMBER_CENTER =
      """
      <server>
        <featureManager>
          <feature>cdi-4.0</feature>
          <feature>jsonb-3.0</feature>
          <feature>jsonp-2.1</feature>
          <feature>mpConfig-3.1</feature>
          <feature>restfulWS-3.1</feature>
          <feature>servlet-6.0</feature>
          <feature>websocket-2.1</feature>
        </featureManager>
        <httpEndpoint id="standinsEndpoint" host="127.0.0.1" httpPort="${visiona.standins.port}" httpsPort="-1"/>
        <virtualHost id="standins" allowFromEndpointRef="standinsEndpoint">
          <hostAlias>*:${visiona.standins.port}</hostAlias>
        </virtualHost>
        <webApplication id="standins" location="standins.war" contextRoot="/" name="standins"/>
      </server>
      """;

  private final Ports ports = Ports.free();
  private final URI api = URI.create("http://127.0.0.1:" + ports.api());

  @Test
  void onPayara_peopleSignIn_pair_andReachAnAgentOverBothTransports() throws Exception {
    OwnServer own =
        new OwnServer("portability")
            .with(Path.of("servers/members/server.xml"), MEMBER_CENTER)
            .with("shared/apps/standins.war", "servers/members/apps/standins.war");
    Map<String, String> variables = new TreeMap<>(ServerVariables.of(ports));
    variables.put("visiona.mode", "development");
    variables.put("visiona.oidc.client-id", "visiona");
    URI members =
        URI.create(variables.get("visiona.oidc.issuer") + "/.well-known/openid-configuration");
    try (PayaraMicro relay = start(own, "relay", ports.tunnel(), variables);
        PayaraMicro app = start(own, "api", ports.api(), variables);
        ServerProcess _ = own.start("members", variables, List.of(members));
        Person alice = new Person(api)) {
      relay.awaitReady(URI.create("http://127.0.0.1:" + ports.tunnel() + "/healthz"));
      app.awaitReady(api.resolve("/healthz"));

      alice.signIn("alice", "alice");
      String code = alice.pairingCode("payara", true);
      SuiteSecrets.remember("pairing code", code);
      Path state = own.folder().resolve("agent.json");
      AgentProcess.pair(own.build(), api, code, "payara", state, own.folder().resolve("pair.log"));
      for (String transport : List.of("websocket", "yamux")) {
        try (AgentProcess _ =
            AgentProcess.run(
                own.build(), state, own.folder().resolve("agent.log"), "--transport", transport)) {
          reach(alice, transport);
        }
      }
      strangersStayOutside();
      assertThat(relay.said())
          .contains("opened over websocket")
          .doesNotContain("visiona.container");
    }
  }

  private static void reach(Person person, String transport) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          JsonObject agent = person.agents().getFirst();
          assertThat(agent.getBoolean("online")).isTrue();
          assertThat(agent.getString("transport")).isEqualTo(transport);
        });
    String id = person.agents().getFirst().getString("id");
    assertThat(person.get("/api/agents/" + id + "/proxy/healthz").statusCode()).isEqualTo(200);
  }

  /** What the fallbacks must not have opened. */
  private void strangersStayOutside() throws IOException {
    assertThat(HttpProbe.status(api.resolve("/api/agents"))).isEqualTo(401);
    assertThat(HttpProbe.status(api.resolve("/internal/introspect"))).isEqualTo(404);
    URI internal = URI.create("http://127.0.0.1:" + ports.relayInternal());
    assertThat(HttpProbe.status(internal.resolve("/internal/sessions"))).isEqualTo(401);
    URI tunnel = URI.create("http://127.0.0.1:" + ports.tunnel());
    assertThat(HttpProbe.status(tunnel.resolve("/internal/sessions"))).isEqualTo(404);
    assertThat(HttpProbe.status(tunnel.resolve("/tunnel/connect"))).isEqualTo(401);
    assertThat(HttpProbe.status(tunnel.resolve("/tunnel/websocket/a-ticket"))).isEqualTo(404);
    try (RawExchange large = new RawExchange(api)) {
      large.send(
          "POST /api/pairing/exchange HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n18000\r\n"
              + " ".repeat(0x18000)
              + "\r\n0\r\n\r\n");
      assertThat(large.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    }
  }

  private PayaraMicro start(OwnServer own, String application, int port, Map<String, String> of)
      throws IOException {
    Path folder = Files.createDirectories(own.folder().resolve(application));
    Map<String, String> settings = new TreeMap<>(of);
    settings.put("visiona.models.folder", folder.resolve("models").toString());
    settings.put("visiona.gateway.access-log", folder.resolve("gateway-access.log").toString());
    settings.put("visiona.audit.log", folder.resolve("audit.log").toString());
    return PayaraMicro.start(
        folder,
        own.build().root().resolve(application + "-war/target/" + application + ".war"),
        port,
        documented(application + ".commands", folder),
        documented("visiona.properties", folder),
        settings,
        Map.of(
            "VISIONA_INTERNAL_SECRET", "a-secret-of-another-server-0123456789-0123456789",
            "VISIONA_STORAGE_SIGNING_SECRET", "another-secret-of-another-server-0123456789"));
  }

  /** A block of the page, with the ports of this test, as a file. */
  private Path documented(String name, Path folder) throws IOException {
    Path page = Installation.find().root().resolve("docs/deployment.md");
    Matcher matcher =
        Pattern.compile(
                "<!-- PortabilityIT takes this block as it is. -->\\s*```\\n# "
                    + Pattern.quote(name)
                    + "\\n(.*?)```",
                Pattern.DOTALL)
            .matcher(Files.readString(page));
    assertThat(matcher.find()).as("the block " + name).isTrue();
    String text =
        matcher
            .group(1)
            .replace("3722", Integer.toString(ports.apiInternal()))
            .replace("3801", Integer.toString(ports.relayInternal()));
    return Files.writeString(folder.resolve(name), text);
  }
}
