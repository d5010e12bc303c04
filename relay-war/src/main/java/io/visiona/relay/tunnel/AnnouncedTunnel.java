package io.visiona.relay.tunnel;

import com.github.benmanes.caffeine.cache.Cache;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the container's WebSocket: finds out whose it is when it opens. Public, because
 * Tyrus calls it by reflection.
 */
public final class AnnouncedTunnel extends Endpoint {
  /** The path parameter that tells. */
  static final String PARAMETER = "ticket";

  private final Cache<String, TunnelEndpoint> waiting;
  private final @Nullable String ticket;
  private volatile @Nullable TunnelEndpoint endpoint;

  /** The ticket is null where only the path tells it. */
  AnnouncedTunnel(Cache<String, TunnelEndpoint> waiting, @Nullable String ticket) {
    this.waiting = waiting;
    this.ticket = ticket;
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    String told = ticket == null ? session.getPathParameters().getOrDefault(PARAMETER, "") : ticket;
    TunnelEndpoint known = waiting.asMap().remove(told);
    if (known == null) {
      closeStranger(session);
    } else {
      endpoint = known;
      known.onOpen(session, config);
    }
  }

  private static void closeStranger(Session session) {
    try {
      session.close(new CloseReason(CloseCodes.VIOLATED_POLICY, ""));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    TunnelEndpoint known = endpoint;
    if (known != null) {
      known.onClose(session, reason);
    }
  }

  @Override
  public void onError(Session session, Throwable broken) {
    TunnelEndpoint known = endpoint;
    if (known != null) {
      known.onError(session, broken);
    }
  }
}
