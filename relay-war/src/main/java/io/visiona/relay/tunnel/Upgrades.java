package io.visiona.relay.tunnel;

import io.visiona.relay.transport.Connection;
import io.visiona.relay.transport.PlainFraming;
import io.visiona.relay.transport.Transport;
import io.visiona.relay.transport.TransportCodec;
import io.visiona.relay.transport.UpgradedStream;
import io.visiona.relay.transport.WebSocketFraming;
import io.visiona.relay.websocket.OpeningHandshake;
import io.visiona.shared.container.ConnectionCloser;
import io.visiona.shared.container.LateUpgrade;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;

/** Turns a request into a connection, one way or the other. */
public final class Upgrades {
  /** The attribute of a request that went async with what upgrades it then. */
  static final String LATE = LateUpgrade.class.getName();

  private static final Logger LOG = System.getLogger(Upgrades.class.getName());

  private Upgrades() {}

  /** Answers 101 and serves the raw stream. */
  public static void toYamux(
      HttpServletRequest request,
      HttpServletResponse response,
      Function<Transport, Connection> acceptor)
      throws IOException, ServletException {
    response.setHeader("Upgrade", "yamux");
    upgrade(request, response, PlainFraming.INSTANCE, acceptor);
  }

  /** Answers 101 and serves the WebSocket, whose frames the relay reads itself. */
  static void toWebSocket(
      HttpServletRequest request,
      HttpServletResponse response,
      OpeningHandshake.Accepted handshake,
      Function<Transport, Connection> acceptor)
      throws IOException, ServletException {
    response.setHeader("Upgrade", "websocket");
    response.setHeader("Sec-WebSocket-Accept", handshake.accept());
    if (handshake.subprotocol() != null) {
      response.setHeader("Sec-WebSocket-Protocol", handshake.subprotocol());
    }
    upgrade(request, response, new WebSocketFraming(), acceptor);
  }

  private static void upgrade(
      HttpServletRequest request,
      HttpServletResponse response,
      TransportCodec framing,
      Function<Transport, Connection> acceptor)
      throws IOException, ServletException {
    ConnectionCloser closer = ConnectionCloser.of(request);
    response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    response.setHeader("Connection", closer.connectionHeader());
    if (request.getAttribute(LATE) instanceof LateUpgrade late) {
      late.prepare(
          request,
          closer,
          UpgradedStream.class,
          stream -> stream.onUpgraded(framing, closer, acceptor),
          failed -> {
            LOG.log(Level.WARNING, "A tunnel could not be handed over", failed);
            closer.closeNow();
          });
    } else {
      request.upgrade(UpgradedStream.class).onUpgraded(framing, closer, acceptor);
      closer.withoutContentLength();
    }
  }
}
