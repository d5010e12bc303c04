package io.visiona.launch.dev;

import jakarta.json.JsonObject;
import java.nio.file.Path;

/** What {@code ./dev} prints once everything serves. */
final class Banner {
  private Banner() {}

  static String text(DevInstallation installation, JsonObject agent, Path jar) {
    String agentId = agent.getString("id");
    return """

    visionA is running.

      Open      %1$s/
      Sign in   alice / alice   or   bob / bob
      Agent     "demo" of alice, online: %2$s

      Through the tunnel:
        curl -b %3$s %1$s/api/agents/%2$s/proxy/healthz

      Its own web page, in a browser:
        %9$s

      The agent has simulated devices and a camera. Faults: ./dev fault NAME [DEVICE]
      It is started again when it ends. Another agent: agent/visiona-agent --help
      The library has a model for each: "Doorbell" (KL720, converted) and "Parking" (KL520).

      From a shell:
        cli/visiona login --server %1$s
        cli/visiona flash demo kl720-00b2 Doorbell --connect
        cli/visiona results demo kl720-00b2 --start -n 3

      Through the gateway (routes in %8$s):
        curl -b %3$s %1$s/gateway/demo/echo

      Admin     https://127.0.0.1:%6$d/adminCenter/ as admin, password in %7$s

      Agents dial http://127.0.0.1:%4$d/tunnel/connect
      Data and logs are in %5$s
      Stop with Ctrl-C, or from elsewhere with ./dev stop
    """
        .formatted(
            installation.api(),
            agentId,
            installation.shown(jar),
            installation.ports().tunnel(),
            installation.shown(installation.folder()),
            installation.ports().admin(),
            installation.shown(installation.adminPassword()),
            installation.shown(installation.folder().resolve("routes.yaml")),
            installation.page(agent.getString("page_name")));
  }
}
