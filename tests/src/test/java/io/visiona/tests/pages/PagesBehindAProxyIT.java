package io.visiona.tests.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Ports;
import io.visiona.tests.support.Chromium;
import io.visiona.tests.support.ChromiumTab;
import io.visiona.tests.support.KeyStores;
import io.visiona.tests.support.Nginx;
import io.visiona.tests.support.Stack;
import io.visiona.tests.support.SuiteSecrets;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The site, agents' pages and tunnels at names of their own, with TLS, behind a real nginx with the
 * configuration that {@code deploy/nginx} has.
 */
final class PagesBehindAProxyIT {
  private static final String DOMAIN = "boxes.example.com";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void page_doesThroughTlsAndAProxy_whatItDoesDirectly() throws Exception {
    Nginx.assumed();
    int port = Ports.freePort();
    String site = "https://app.example.com:" + port;
    String tunnel = "https://relay.example.com:" + port + "/tunnel/connect";
    Path keys = keys();
    try (Chromium chromium =
            Chromium.start(
                folder,
                "--host-resolver-rules=MAP *.example.com 127.0.0.1",
                "--ignore-certificate-errors");
        Box box = new Box("gate");
        Stack stack =
            Stack.allInOne(
                Map.of(
                    "visiona.public-url",
                    site,
                    // Needed because browsers see neither 443 nor the server's own port.
                    "visiona.api.host-alias",
                    "*:" + port,
                    "visiona.pages.domain",
                    DOMAIN + ":" + port,
                    "visiona.tunnel.url",
                    tunnel,
                    "visiona.trusted-proxies",
                    "127.0.0.1"));
        Nginx _ = Nginx.start(folder, configuration(stack, port), port)) {
      Chromium.Person browser = chromium.person();
      JsonValue direct = report(browser.tab().go(box.uri() + "/"));
      ChromiumTab tab = browser.tab().go(site + "/api/auth/login").signIn("alice");
      Process agent = agent(stack, site, keys, code(tab), box);
      try {
        Awaitility.await("the agent is online")
            .atMost(LIMIT)
            .until(() -> online(tab).length() == 36);
        String id = online(tab);
        tab.go(site + "/api/agents/" + id + "/open?to=/");
        assertThat(tab.address())
            .matches("https://[a-z2-7]{26}\\.boxes\\.example\\.com:" + port + "/");
        JsonValue through = report(tab);
        assertThat(through).isEqualTo(direct);
        assertThat(box.asked("/"))
            .as("who asked, as the proxy says")
            .containsIgnoringCase("X-Forwarded-For: 127.0.0.1\r\n")
            .containsIgnoringCase("X-Forwarded-Proto: https\r\n");
        assertThat(browser.cookies())
            .filteredOn(cookie -> cookie.getString("name").startsWith("__Host-"))
            .isNotEmpty()
            .allSatisfy(cookie -> assertThat(cookie.getString("domain")).doesNotStartWith("."));
        cannotDriveTheSite(browser, tab, site);
      } finally {
        agent.destroy();
        agent.waitFor();
      }
    }
  }

  /** Both are of one site, example.com, so the browser sends the session's cookie along. */
  private static void cannotDriveTheSite(Chromium.Person browser, ChromiumTab page, String site) {
    String logout = site + "/api/auth/logout";
    page.value(
        "fetch('%s', {method: 'POST', mode: 'no-cors', credentials: 'include'}).then(() => 1, () => 0)"
            .formatted(logout));
    page.after(() ->
        page.value(
            """
            (() => {
              const form = document.createElement("form");
              form.method = "post";
              form.action = "%s";
              document.body.append(form);
              form.submit();
            })()
            """
                .formatted(logout)));
    assertThat(page.status()).isEqualTo(403);
    assertThat(
            browser.tab().go(site + "/healthz").text("fetch('/api/auth/me').then((r) => r.status)"))
        .isEqualTo("200");
  }

  /** The names' key and certificate, and a store that trusts it. */
  private Path keys() throws Exception {
    Path names =
        KeyStores.create(
            folder, "names", "dns:app.example.com,dns:relay.example.com,dns:*." + DOMAIN);
    Path trusting = KeyStores.create(folder, "trusting");
    KeyStores.trust(trusting, names, "names");
    return trusting;
  }

  private static JsonValue report(ChromiumTab tab) {
    return tab.await("window.report").value("window.report");
  }

  private static String online(ChromiumTab tab) {
    return tab.text(
        """
        fetch('/api/agents').then((r) => r.json())
          .then((all) => all.items.filter((agent) => agent.online).map((agent) => agent.id).join())
        """);
  }

  private static String code(ChromiumTab tab) {
    String code =
        tab.text(
            """
            fetch('/api/pairing/tokens', {method: 'POST', body: '{"label":"gate","allow_proxy":true}',
              headers: {'Content-Type': 'application/json', 'X-CSRF': '1'}})
              .then((r) => r.json()).then((made) => made.code)
            """);
    SuiteSecrets.remember("pairing code", code);
    return code;
  }

  /** The example as it stands, with addresses and files of this machine. */
  private String configuration(Stack stack, int port) throws Exception {
    Path pem = KeyStores.pem(folder.resolve("names.p12"), "names");
    String example =
        Files.readString(stack.build().root().resolve("deploy/nginx/visiona.conf"))
            .replaceAll("/etc/ssl/\\S+;", pem + ";")
            .replace("443 ssl", "127.0.0.1:" + port + " ssl")
            .replaceAll("(?m)^(\\s*listen\\s+)80;", "$1127.0.0.1:" + Ports.freePort() + ";")
            .replace("10.0.0.1:3721", "127.0.0.1:" + stack.ports().api())
            .replace("10.0.0.1:3800", "127.0.0.1:" + stack.ports().tunnel());
    assertThat(example).doesNotContain("10.0.0.1:");
    return example;
  }

  /** Pairs and dials through the proxy, which its Java finds under its names and trusts. */
  private Process agent(Stack stack, String site, Path keys, String code, Box box)
      throws IOException, InterruptedException {
    Path hosts =
        Files.writeString(
            folder.resolve("hosts"), "127.0.0.1 app.example.com\n127.0.0.1 relay.example.com\n");
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-Djdk.net.hosts.file=" + hosts,
            "-Djavax.net.ssl.trustStore=" + keys,
            "-Djavax.net.ssl.trustStorePassword=" + KeyStores.PASSWORD,
            "-jar",
            stack.build().agentJar().toString());
    String state = folder.resolve("agent.json").toString();
    Path log = stack.folder("agent").resolve("agent.log");
    int paired =
        start(java, log, "pair", code, "--server", site, "--name", "gate", "--state", state)
            .waitFor();
    assertThat(paired).as(Files.readString(log)).isZero();
    return start(java, log, "run", "--state", state, "--target", box.uri().toString());
  }

  private static Process start(List<String> java, Path log, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
