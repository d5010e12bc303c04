package io.visiona.relay.tunnel;

import io.visiona.relay.transport.Connection;
import io.visiona.relay.transport.Transport;
import io.visiona.relay.transport.UpgradedStream;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/** Turns a request into a connection, one way or the other. */
public final class Upgrades {
  private Upgrades() {}

  /** Answers 101 and serves the raw stream. */
  public static void toYamux(
      HttpServletRequest request, HttpServletResponse response, Function<Transport, Connection> acceptor)
      throws IOException, ServletException {
    response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    response.setHeader("Connection", "Upgrade");
    response.setHeader("Upgrade", "yamux");
    request.upgrade(UpgradedStream.class).onUpgraded(acceptor);
  }

  /** Lets the container shake hands and serves the WebSocket. */
  static void toWebSocket(
      HttpServletRequest request, HttpServletResponse response, Function<Transport, Connection> acceptor)
      throws IOException, ServletException {
    ServerContainer container =
        (ServerContainer) request.getServletContext().getAttribute(ServerContainer.class.getName());
    ServerEndpointConfig config =
        ServerEndpointConfig.Builder.create(TunnelEndpoint.class, "/tunnel/connect")
            .configurator(new OneEndpoint(new TunnelEndpoint(acceptor)))
            .build();
    try {
      container.upgradeHttpToWebSocket(request, response, config, Map.of());
    } catch (DeploymentException impossible) {
      throw new ServletException("The WebSocket endpoint is not valid", impossible);
    }
  }

  /** Hands out the endpoint of one connection, which so needs no way to find out whose it is. */
  private static final class OneEndpoint extends ServerEndpointConfig.Configurator {
    private final TunnelEndpoint endpoint;

    OneEndpoint(TunnelEndpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(endpoint);
    }
  }
}
