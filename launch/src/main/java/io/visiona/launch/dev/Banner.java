package io.visiona.launch.dev;

import java.nio.file.Path;

/** What {@code ./dev} prints once everything serves. */
final class Banner {
  private Banner() {}

  static String text(DevInstallation installation, String agentId, Path jar) {
    return """

        visionA is running.

          Open      %1$s/
          Sign in   alice / alice   or   bob / bob
          Agent     "demo" of alice, online: %2$s

          Through the tunnel:
            curl -b %3$s %1$s/api/agents/%2$s/proxy/healthz

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
            installation.shown(installation.folder().resolve("routes.yaml")));
  }
}
