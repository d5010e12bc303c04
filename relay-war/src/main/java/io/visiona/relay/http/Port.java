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

  /** Whether {@code path} exists on this port. */
  boolean offers(String path) {
    return switch (this) {
      case TUNNEL ->
          path.equals("/tunnel/connect") || path.equals("/relay/status") || path.equals("/healthz");
      case INTERNAL -> path.startsWith("/internal/") || path.equals("/healthz");
      case OTHER -> false;
    };
  }
}
