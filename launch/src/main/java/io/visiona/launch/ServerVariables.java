package io.visiona.launch;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The server variables that put an installation on given ports. */
public final class ServerVariables {
  private ServerVariables() {}

  /** Ports, and the addresses that follow from them. */
  public static Map<String, String> of(Ports ports) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("visiona.api.port", Integer.toString(ports.api()));
    variables.put("visiona.api.internal-port", Integer.toString(ports.apiInternal()));
    variables.put("visiona.operations.port", Integer.toString(ports.operations()));
    variables.put("visiona.admin.port", Integer.toString(ports.admin()));
    variables.put("visiona.tunnel.port", Integer.toString(ports.tunnel()));
    variables.put("visiona.relay.internal-port", Integer.toString(ports.relayInternal()));
    variables.put("visiona.standins.port", Integer.toString(ports.standins()));
    variables.put("visiona.gateway.port", Integer.toString(ports.gateway()));
    variables.put("visiona.public-url", "http://127.0.0.1:" + ports.api());
    variables.put("visiona.oidc.issuer", "http://127.0.0.1:" + ports.standins());
    variables.put("visiona.api.internal-url", "http://127.0.0.1:" + ports.apiInternal());
    variables.put("visiona.relay.url", "http://127.0.0.1:" + ports.relayInternal());
    variables.put("visiona.tunnel.url", "http://127.0.0.1:" + ports.tunnel() + "/tunnel/connect");
    return variables;
  }

  /** As {@link #of}, for a relay in a server of its own beside the API's. */
  public static Map<String, String> ofRelay(Ports ports) {
    Map<String, String> variables = of(ports);
    variables.put("visiona.operations.port", Integer.toString(ports.relayOperations()));
    variables.put("visiona.admin.port", Integer.toString(ports.relayAdmin()));
    return variables;
  }

  /** What answers 200 once an all-in-one development server serves. */
  public static List<URI> readiness(Ports ports) {
    return List.of(
        URI.create("http://127.0.0.1:" + ports.tunnel() + "/healthz"),
        URI.create("http://127.0.0.1:" + ports.standins() + "/.well-known/openid-configuration"),
        URI.create("http://127.0.0.1:" + ports.api() + "/health/ready"));
  }
}
