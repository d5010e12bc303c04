package io.visiona.launch.dev;

import io.visiona.launch.Ports;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ports of {@code ./dev}: the documented ones, each changeable by the environment variable of
 * its server variable.
 */
final class DevPorts {
  private DevPorts() {}

  static Ports from(Map<String, String> environment, Ports defaults) {
    return new Ports(
        port(environment, "VISIONA_API_PORT", defaults.api()),
        port(environment, "VISIONA_API_INTERNAL_PORT", defaults.apiInternal()),
        port(environment, "VISIONA_OPERATIONS_PORT", defaults.operations()),
        port(environment, "VISIONA_ADMIN_PORT", defaults.admin()),
        port(environment, "VISIONA_TUNNEL_PORT", defaults.tunnel()),
        port(environment, "VISIONA_RELAY_INTERNAL_PORT", defaults.relayInternal()),
        defaults.relayOperations(),
        defaults.relayAdmin(),
        port(environment, "VISIONA_STANDINS_PORT", defaults.standins()),
        port(environment, "VISIONA_GATEWAY_PORT", defaults.gateway()));
  }

  /** The port on which the demo agent takes orders for faults. */
  static int agentControl(Map<String, String> environment) {
    return port(environment, "VISIONA_AGENT_CONTROL_PORT", 3999);
  }

  private static int port(Map<String, String> environment, String name, int fallback) {
    @Nullable String text = environment.get(name);
    if (text == null || text.isBlank()) {
      return fallback;
    }
    try {
      int port = Integer.parseInt(text.strip());
      if (port > 0 && port < 65_536) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(name + " is not a port number", notANumber);
    }
    throw new IllegalArgumentException(name + " is not a port number");
  }
}
