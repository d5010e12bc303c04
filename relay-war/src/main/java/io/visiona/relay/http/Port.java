package io.visiona.relay.http;

import io.visiona.relay.config.TunnelConfig;
import jakarta.servlet.http.HttpServletRequest;

/** Which of the relay's ports a request came in on: the socket's, whatever its Host header says. */
public enum Port {
  TUNNEL,
  INTERNAL,
  OTHER;

  static Port of(HttpServletRequest request, TunnelConfig config) {
    int port = request.getLocalPort();
    if (port == config.port()) {
      return TUNNEL;
    }
    return port == config.internalPort() ? INTERNAL : OTHER;
  }

  private static boolean isHealth(String path) {
    return path.equals("/healthz") || path.equals(AcceptingServlet.PATH);
  }

  /** Whether {@code path} exists on this port. */
  boolean offers(String path) {
    return switch (this) {
      case TUNNEL ->
          path.equals("/tunnel/connect") || path.equals("/relay/status") || isHealth(path);
      case INTERNAL -> path.startsWith("/internal/") || isHealth(path);
      case OTHER -> false;
    };
  }
}
