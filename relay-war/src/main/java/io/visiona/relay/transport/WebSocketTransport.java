package io.visiona.relay.transport;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/**
 * A WebSocket as a byte stream: message borders mean nothing. Binary only; text closes it with 1003. Only Jakarta WebSocket API
 * is used, so it runs on any container.
 */
public final class WebSocketTransport implements Transport {
  private static final Logger LOG = System.getLogger(WebSocketTransport.class.getName());
  private static final BufferPool BUFFERS = BufferPool.direct(64);

  /** Messages are handed on in pieces, so this bounds a container's buffer and not what an agent may send. */
  private static final int MESSAGE_BUFFER_BYTES = 64 * 1024;

  /** Text is refused at its first piece. */
  private static final int TEXT_BUFFER_BYTES = 1024;

  private final Session session;

  public WebSocketTransport(Session session) {
    this.session = session;
  }

  /** Sets every limit and begins to feed {@code connection}. */
  public void serve(Connection connection) {
    session.setMaxBinaryMessageBufferSize(MESSAGE_BUFFER_BYTES);
    session.setMaxTextMessageBufferSize(TEXT_BUFFER_BYTES);
    // The yamux heartbeat decides what is idle and its write time-out what is stuck.
    session.setMaxIdleTimeout(0);
    session.getAsyncRemote().setSendTimeout(0);
    session.addMessageHandler(
        ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) (bytes, last) -> connection.received(bytes));
    session.addMessageHandler(String.class, (MessageHandler.Partial<String>) (text, last) -> refuseText(connection));
    connection.start();
  }

  private void refuseText(Connection connection) {
    close(CloseCodes.CANNOT_ACCEPT);
    connection.transportClosed();
  }

  @Override
  public BufferPool buffers() {
    return BUFFERS;
  }

  @Override
  public void send(ByteBuffer bytes, Completion completion) {
    try {
      session
          .getAsyncRemote()
          .sendBinary(
              bytes,
              result -> {
                if (result.isOK()) {
                  completion.sent();
                } else {
                  completion.failed();
                }
              });
    } catch (RuntimeException closed) {
      LOG.log(Level.DEBUG, "A WebSocket broke", closed);
      completion.failed();
    }
  }

  @Override
  public void close() {
    close(CloseCodes.NORMAL_CLOSURE);
  }

  private void close(CloseCodes code) {
    try {
      session.close(new CloseReason(code, ""));
    } catch (IOException | RuntimeException alreadyGone) {
      LOG.log(Level.DEBUG, "Closing a WebSocket", alreadyGone);
    }
  }
}
