package io.visiona.yamux.io;

import io.visiona.yamux.session.Session;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Drives a session over a blocking byte stream with three tasks on the caller's executor: reader,
 * writer and clock. They end, and the transport is closed, when the session or the transport ends.
 *
 * <pre>{@code
 * SocketDriver driver = new SocketDriver(socket.getInputStream(), socket.getOutputStream(), socket);
 * StreamSession streams = StreamSession.over(role, config, budget, driver::outputReady);
 * driver.start(streams.session(), executor);
 * }</pre>
 */
public final class SocketDriver {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** How long reading goes on after a write failed. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final InputStream in;
  private final OutputStream out;
  private final Closeable transport;
  private final Semaphore ready = new Semaphore(0);
  private final CountDownLatch done = new CountDownLatch(1);

  /**
   * Makes a driver that is yet to be started.
   *
   * @param transport what to close at the end; closing it must wake a blocked read and write
   */
  public SocketDriver(InputStream in, OutputStream out, Closeable transport) {
    this.in = in;
    this.out = out;
    this.transport = transport;
  }

  /** To be called by the session's handler when output is ready. */
  public void outputReady() {
    ready.release();
  }

  /** Starts; the executor must have room for three tasks that live as long as the session. */
  public void start(Session session, Executor executor) {
    executor.execute(() -> read(session));
    executor.execute(() -> write(session));
    executor.execute(() -> watch(session));
  }

  private void read(Session session) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      int count = in.read(buffer);
      while (count >= 0) {
        session.receive(ByteBuffer.wrap(buffer, 0, count));
        count = in.read(buffer);
      }
    } catch (IOException e) {
      // The session learns that the transport is gone; that is all there is to say about it.
      session.transportClosed();
    } finally {
      end(session);
    }
  }

  private void write(Session session) {
    byte[] bytes = new byte[BUFFER_BYTES];
    try {
      while (!session.isFinished()) {
        ready.acquire();
        ready.drainPermits();
        drain(session, bytes);
      }
    } catch (IOException e) {
      awaitReader();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(session);
    }
  }

  /** The peer is gone, but what it sent before may be unread yet: the reader meets its end. */
  private void awaitReader() {
    try {
      done.await(REST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drain(Session session, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (session.transmit(buffer.clear()) > 0) {
      out.write(bytes, 0, buffer.position());
      out.flush();
      session.transmitProgress();
    }
  }

  private void watch(Session session) {
    try {
      while (!done.await(1, TimeUnit.SECONDS)) {
        session.tick(System.nanoTime());
        if (session.isFinished()) {
          end(session);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(session);
    }
  }

  private void end(Session session) {
    session.transportClosed();
    done.countDown();
    ready.release();
    try {
      transport.close();
    } catch (IOException e) {
      // Closing is best effort: the session has ended already.
      session.transportClosed();
    }
  }
}
