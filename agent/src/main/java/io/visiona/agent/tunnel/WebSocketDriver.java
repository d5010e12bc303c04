package io.visiona.agent.tunnel;

import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.StreamSession;
import java.lang.System.Logger.Level;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Drives a session over a WebSocket. Messages carry a byte stream: where one ends means nothing.
 * The session takes whatever arrives without blocking, so the next message is asked for at once and
 * a slow stream never holds up the others; its own window does. One send is outstanding at a time.
 */
final class WebSocketDriver implements WebSocket.Listener {
  /** What one message may hold: large enough for throughput, small enough for any proxy. */
  private static final int MESSAGE_BYTES = 64 * 1024;

  private static final int UNSUPPORTED_DATA = 1003;
  private static final System.Logger LOG = System.getLogger(WebSocketDriver.class.getName());

  private final Semaphore ready = new Semaphore(0);
  private final CountDownLatch done = new CountDownLatch(1);
  private final StreamSession streams = AgentTunnel.newSession(ready::release);
  private final Session session = streams.session();
  private volatile boolean abandoned;

  StreamSession streams() {
    return streams;
  }

  /** Closes the connection in case it still comes up. */
  void abandon() {
    abandoned = true;
    end();
  }

  @Override
  public void onOpen(WebSocket socket) {
    if (abandoned) {
      socket.abort();
      return;
    }
    Thread.ofVirtual().name("tunnel-write").start(() -> write(socket));
    Thread.ofVirtual().name("tunnel-clock").start(() -> watch(socket));
    socket.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    session.receive(data);
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    LOG.log(Level.WARNING, "the relay sent text on a tunnel");
    end();
    return socket.sendClose(UNSUPPORTED_DATA, "binary only");
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
    LOG.log(Level.DEBUG, "the relay closed the WebSocket with {0}", status);
    end();
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    LOG.log(Level.DEBUG, "the WebSocket failed", error);
    end();
  }

  private void write(WebSocket socket) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE_BYTES);
    try {
      while (!session.isFinished()) {
        ready.acquire();
        ready.drainPermits();
        drain(socket, buffer);
      }
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.log(Level.DEBUG, "the WebSocket takes nothing more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
      socket.abort();
    }
  }

  private void drain(WebSocket socket, ByteBuffer buffer)
      throws ExecutionException, InterruptedException {
    while (session.transmit(buffer.clear()) > 0) {
      socket.sendBinary(buffer.flip(), true).get();
      session.transmitProgress();
    }
  }

  private void watch(WebSocket socket) {
    try {
      while (!done.await(1, TimeUnit.SECONDS)) {
        session.tick(System.nanoTime());
        if (!session.isOpen()) {
          ready.release();
          // The goodbye has its chance; a peer that takes nothing must not keep the writer waiting.
          if (!done.await(1, TimeUnit.SECONDS)) {
            socket.abort();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    session.transportClosed();
    done.countDown();
    ready.release();
  }
}
