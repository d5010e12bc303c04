package io.visiona.relay.transport;

import io.visiona.relay.websocket.WebSocketFrameDecoder;
import io.visiona.shared.container.ConnectionCloser;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A WebSocket as a byte stream: message borders mean nothing. Binary only; text closes it with
 * 1003. Only Jakarta WebSocket API is used, so it runs on any container.
 */
public final class WebSocketTransport implements Transport {
  private static final Logger LOG = System.getLogger(WebSocketTransport.class.getName());
  private static final BufferPool BUFFERS = BufferPool.direct(64);

  /**
   * Messages are handed on in pieces and have no limit, but some containers apply this one to each
   * frame. Text too is let in up to here, so that it is refused for what it is and not for its
   * size.
   */
  private static final int LONGEST_FRAME = (int) WebSocketFrameDecoder.LONGEST_FRAME;

  /** What the container has for the answer to a close frame. */
  private static final Duration ANSWER = Duration.ofSeconds(1);

  private final Session session;
  private final ConnectionCloser closer;
  private final AtomicBoolean sending = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  public WebSocketTransport(Session session, ConnectionCloser closer) {
    this.session = session;
    this.closer = closer;
  }

  /** Sets every limit and begins to feed {@code connection}. */
  public void serve(Connection connection) {
    session.setMaxBinaryMessageBufferSize(LONGEST_FRAME);
    session.setMaxTextMessageBufferSize(LONGEST_FRAME);
    // The yamux heartbeat decides what is idle and its write time-out what is stuck.
    session.setMaxIdleTimeout(0);
    session.getAsyncRemote().setSendTimeout(0);
    session.addMessageHandler(
        ByteBuffer.class,
        (MessageHandler.Partial<ByteBuffer>) (bytes, last) -> connection.received(bytes));
    session.addMessageHandler(
        String.class, (MessageHandler.Partial<String>) (text, last) -> refuseText(connection));
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
    sending.set(true);
    try {
      session
          .getAsyncRemote()
          .sendBinary(
              bytes,
              result -> {
                sending.set(false);
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

  /**
   * The peer sent a close frame, which the container answers; it closes the connection then. What
   * it does not do within a second is done here. Closing at once could overtake the answer, and the
   * peer would see a connection that broke (1006).
   */
  public void peerCloses() {
    if (!sending.get() && !closed.getAndSet(true)) {
      CompletableFuture.delayedExecutor(ANSWER.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
          .execute(closer::closeNow);
    }
  }

  @Override
  public void close() {
    close(CloseCodes.NORMAL_CLOSURE);
  }

  private void close(CloseCodes code) {
    if (closed.getAndSet(true)) {
      return;
    }
    if (!sending.get() || !closer.canCloseNow()) {
      // A close frame behind a send that is stuck would wait for the peer, where there is another
      // way; elsewhere it is the container's only one.
      try {
        session.close(new CloseReason(code, ""));
      } catch (IOException | RuntimeException alreadyGone) {
        LOG.log(Level.DEBUG, "Closing a WebSocket", alreadyGone);
      }
    }
    closer.closeNow();
  }
}
