package io.visiona.api.gateway.service;

import io.visiona.api.forward.SwitchedPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A service that has switched protocols. What is written goes through the connection as a body without end, for the connection does not
 * show its socket, least of all one with TLS: a thread stays in the sending of that body until the connection is over.
 */
final class SwitchedService implements SwitchedPeer {
  private final ServiceExchange exchange;
  private final CountDownLatch over = new CountDownLatch(1);
  private final CompletableFuture<OutputStream> output = new CompletableFuture<>();

  SwitchedService(ServiceExchange exchange, HttpClientConnection connection, ClassicHttpRequest message, Executor executor) {
    this.exchange = exchange;
    executor.execute(() -> hold(connection, message));
  }

  private void hold(HttpClientConnection connection, ClassicHttpRequest message) {
    message.setEntity(new Endless());
    try {
      connection.sendRequestEntity(message);
    } catch (IOException | HttpException | RuntimeException ended) {
      output.completeExceptionally(ended);
    } finally {
      exchange.close();
    }
  }

  private final class Endless extends AbstractHttpEntity {
    Endless() {
      super((String) null, null);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      output.complete(new Flushing(out));
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    @Override
    public InputStream getContent() {
      return InputStream.nullInputStream();
    }

    @Override
    public boolean isStreaming() {
      return true;
    }

    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public void close() {
      over.countDown();
    }
  }

  /** Everything goes out at once: what is written are whole messages. */
  private static final class Flushing extends OutputStream {
    private final OutputStream out;

    Flushing(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      out.flush();
    }

    @Override
    public void write(byte[] block, int offset, int count) throws IOException {
      out.write(block, offset, count);
      out.flush();
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return exchange.read(target, offset, length);
  }

  @Override
  public boolean hasMore() {
    return exchange.hasMore();
  }

  @Override
  public OutputStream output() {
    return output.join();
  }

  @Override
  public void cancel() {
    exchange.cancel();
    over.countDown();
  }
}
