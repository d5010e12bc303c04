package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.launch.Person;
import io.visiona.launch.Ports;
import io.visiona.tests.support.Nginx;
import io.visiona.tests.support.Plain;
import io.visiona.tests.support.RawExchange;
import io.visiona.tests.support.ScriptedTarget;
import io.visiona.tests.support.TestAgent;
import io.visiona.tests.support.TestAgent.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A real nginx in front, which obeys {@code X-Accel-Redirect}: nobody behind this server makes it
 * deliver its own files.
 */
@OnGatewaySite
final class FrontProxyIT {
  private static final String SECRET = "of nginx's own machine";
  private static final String COMMANDING =
      "HTTP/1.1 200 OK\r\nX-Accel-Redirect: /internal-files/secret\r\n"
          + "Content-Length: 8\r\nConnection: close\r\n\r\nharmless";

  private final GatewaySite site;

  FrontProxyIT(GatewaySite site) {
    this.site = site;
  }

  @Test
  void serviceOrAgent_makesAProxyInFrontDeliverNothing() throws Exception {
    Nginx.assumed();
    String path = "/open/" + UUID.randomUUID();
    site.service().script(path, (socket, in, head) -> ScriptedTarget.write(socket, COMMANDING));
    Path folder = site.stack().folder("nginx");
    Files.createDirectories(folder.resolve("files"));
    Files.writeString(folder.resolve("files/secret"), SECRET);
    int port = Ports.freePort();
    try (Nginx _ = Nginx.start(folder, configuration(folder, port), port);
        Person alice = site.stack().signIn("alice");
        TestAgent agent =
            TestAgent.online(
                site.stack(),
                alice,
                Kind.JAVA_YAMUX,
                "--target",
                "http://127.0.0.1:" + site.service().port())) {
      URI front = URI.create("http://127.0.0.1:" + port);
      assertThat(Plain.get(front.resolve(path)).body())
          .as("without this server in between")
          .isEqualTo(SECRET);
      assertThat(Plain.get(front.resolve("/gateway" + path)).body()).isEqualTo("harmless");
      try (RawExchange raw = new RawExchange(front)) {
        raw.get(agent.proxy(path), alice.cookie(), "Connection: close");
        assertThat(raw.readThrough("harmless")).startsWith("HTTP/1.1 200").doesNotContain(SECRET);
      }
    }
  }

  private String configuration(Path folder, int port) {
    return """
    server {
      listen 127.0.0.1:%2$d;
      location /internal-files/ { internal; alias %1$s/files/; }
      location /gateway/ { proxy_pass http://%3$s; proxy_set_header Host %3$s; }
      location /api/ { proxy_pass http://%4$s; proxy_set_header Host %4$s; }
      location / { proxy_pass http://127.0.0.1:%5$d; }
    }
    """
        .formatted(
            folder,
            port,
            site.gateway().getAuthority(),
            site.stack().api().getAuthority(),
            site.service().port());
  }
}
