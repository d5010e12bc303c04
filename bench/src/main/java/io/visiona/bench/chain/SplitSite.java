package io.visiona.bench.chain;

import io.visiona.launch.Installation;
import io.visiona.launch.Ports;
import io.visiona.launch.ServerProcess;
import io.visiona.launch.ServerVariables;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One relay and one API server with the stand-ins, each a process of its own.
 *
 * @param ports of both
 */
record SplitSite(Ports ports, ServerProcess relay, ServerProcess api) {
  private static final String SECRET = "a-secret-of-the-benchmark-0123456789-0123456789";

  /**
   * Starts both and waits for them.
   *
   * @param variables of both
   * @param environment of both
   */
  static SplitSite start(
      Installation installation,
      Children children,
      Map<String, String> variables,
      Map<String, String> environment) {
    Ports ports = Ports.free();
    Map<String, String> common = new TreeMap<>(variables);
    common.put("visiona.mode", "development");
    common.put("visiona.internal.secret", SECRET);
    Map<String, String> ofRelay = new TreeMap<>(ServerVariables.ofRelay(ports));
    ofRelay.putAll(common);
    Map<String, String> ofApi = new TreeMap<>(ServerVariables.of(ports));
    ofApi.putAll(common);
    ServerProcess relay =
        ServerProcess.start(
            installation,
            "visiona-relay",
            children.folder().resolve("relay"),
            ofRelay,
            environment,
            List.of(local(ports.tunnel(), "/healthz")));
    children.onClose(relay::close);
    ServerProcess api =
        ServerProcess.start(
            installation,
            "visiona-api-dev",
            children.folder().resolve("api"),
            ofApi,
            environment,
            List.of(local(ports.api(), "/health/ready")));
    children.onClose(api::close);
    relay.awaitReady();
    api.awaitReady();
    return new SplitSite(ports, relay, api);
  }

  URI site() {
    return local(ports.api(), "");
  }

  URI gateway() {
    return local(ports.gateway(), "");
  }

  String tunnelUrl() {
    return local(ports.tunnel(), "/tunnel/connect").toString();
  }

  URI metricsOfRelay() {
    return local(ports.relayOperations(), "/metrics");
  }

  URI metricsOfApi() {
    return local(ports.operations(), "/metrics");
  }

  private static URI local(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
