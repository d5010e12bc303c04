package io.visiona.relay.tunnel;

import io.visiona.relay.transport.Connection;
import io.visiona.relay.transport.Transport;
import io.visiona.relay.transport.WebSocketTransport;
import io.visiona.shared.container.ConnectionCloser;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One agent's WebSocket. Made for a connection that was already let in. */
public final class TunnelEndpoint extends Endpoint {
  private static final Logger LOG = System.getLogger(TunnelEndpoint.class.getName());

  private final Function<Transport, Connection> acceptor;
  private final ConnectionCloser closer;
  private volatile @Nullable WebSocketTransport transport;
  private volatile @Nullable Connection connection;

  /** The acceptor makes the tunnel once the handshake is done. */
  public TunnelEndpoint(ConnectionCloser closer, Function<Transport, Connection> acceptor) {
    this.closer = closer;
    this.acceptor = acceptor;
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    closer.closeWithUpgrade();
    WebSocketTransport opened = new WebSocketTransport(session, closer);
    transport = opened;
    Connection made = acceptor.apply(opened);
    connection = made;
    opened.serve(made);
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    WebSocketTransport closing = transport;
    if (closing != null && reason.getCloseCode() != CloseCodes.CLOSED_ABNORMALLY) {
      closing.peerCloses();
    }
    lost();
  }

  @Override
  public void onError(Session session, Throwable broken) {
    LOG.log(Level.DEBUG, "A WebSocket broke", broken);
    lost();
  }

  private void lost() {
    Connection of = connection;
    if (of != null) {
      of.transportClosed();
    }
  }
}
