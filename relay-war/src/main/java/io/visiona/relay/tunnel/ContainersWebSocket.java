package io.visiona.relay.tunnel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.visiona.relay.transport.Connection;
import io.visiona.relay.transport.Transport;
import io.visiona.shared.container.ConnectionCloser;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands requests that were let in over to the container's WebSocket. Jakarta WebSocket 2.1 lets an
 * application upgrade a request to an endpoint of its own making, as Open Liberty does; Tyrus takes
 * the one that was deployed under that path, and tells it the path's parameters, which Open Liberty
 * does not. So one endpoint is deployed, on a path that no port offers, and a connection learns
 * whose it is in either way. Thread-safe.
 */
@WebListener
public final class ContainersWebSocket implements ServletContextListener {
  private static final String ATTRIBUTE = ContainersWebSocket.class.getName();
  private static final String PARAMETER = AnnouncedTunnel.PARAMETER;
  private static final String PATH = "/tunnel/websocket/{" + PARAMETER + "}";

  /** From the answer to the first event of a connection; a client may go in between. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Cache<String, TunnelEndpoint> waiting =
      Caffeine.newBuilder().expireAfterWrite(LONGEST_WAIT).build();

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    try {
      container(context).addEndpoint(config(null));
    } catch (DeploymentException impossible) {
      throw new IllegalStateException("The WebSocket endpoint is not valid", impossible);
    }
    context.setAttribute(ATTRIBUTE, this);
  }

  /** Answers the request with 101, or throws; the acceptor makes the tunnel then. */
  static void upgrade(
      HttpServletRequest request,
      HttpServletResponse response,
      Function<Transport, Connection> acceptor)
      throws IOException, ServletException {
    ServletContext context = request.getServletContext();
    if (!(context.getAttribute(ATTRIBUTE) instanceof ContainersWebSocket ours)) {
      throw new ServletException("The WebSocket endpoint is not deployed");
    }
    ConnectionCloser closer = ConnectionCloser.of(request);
    String ticket = UUID.randomUUID().toString();
    ours.waiting.put(ticket, new TunnelEndpoint(closer, acceptor));
    try {
      closer.withoutContentLength();
      container(context)
          .upgradeHttpToWebSocket(
              request, response, ours.config(ticket), Map.of(PARAMETER, ticket));
      // The request went async for its verdict: given back, the connection would be read for a
      // next request, and what an agent says first would be lost half of the time (ADR 0041).
      closer.keepOpen();
    } catch (DeploymentException impossible) {
      ours.waiting.invalidate(ticket);
      throw new ServletException("The WebSocket endpoint is not valid", impossible);
    }
  }

  private ServerEndpointConfig config(@Nullable String ticket) {
    return ServerEndpointConfig.Builder.create(AnnouncedTunnel.class, PATH)
        .configurator(new Announcing(waiting, ticket))
        .build();
  }

  private static ServerContainer container(ServletContext context) {
    return (ServerContainer) context.getAttribute(ServerContainer.class.getName());
  }

  /** Makes an endpoint for each connection, and accepts the subprotocol that it asks for first. */
  private static final class Announcing extends ServerEndpointConfig.Configurator {
    private final Cache<String, TunnelEndpoint> waiting;
    private final @Nullable String ticket;

    Announcing(Cache<String, TunnelEndpoint> waiting, @Nullable String ticket) {
      this.waiting = waiting;
      this.ticket = ticket;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(new AnnouncedTunnel(waiting, ticket));
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
      return requested.isEmpty() ? "" : requested.getFirst();
    }
  }
}
