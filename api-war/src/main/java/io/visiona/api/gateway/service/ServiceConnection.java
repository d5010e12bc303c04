package io.visiona.api.gateway.service;

import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.UpstreamException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.ModalCloseable;
import org.apache.hc.core5.pool.ConnPool;
import org.apache.hc.core5.pool.PoolEntry;

/**
 * An open connection to a service, ours until it is given back. {@link #cut} may be called by any
 * thread.
 */
final class ServiceConnection {
  private final ConnPool<HttpHost, Open> pool;
  private final PoolEntry<HttpHost, Open> entry;
  private final Open open;
  private final boolean used;
  private final AtomicBoolean over = new AtomicBoolean();

  /** What the pool holds. */
  record Open(DefaultBHttpClientConnection http, Socket socket) implements ModalCloseable {
    @Override
    public void close(CloseMode mode) {
      http.close(mode);
    }

    @Override
    public void close() throws IOException {
      http.close();
    }
  }

  ServiceConnection(
      ConnPool<HttpHost, Open> pool, PoolEntry<HttpHost, Open> entry, Open open, boolean used) {
    this.pool = pool;
    this.entry = entry;
    this.open = open;
    this.used = used;
  }

  /** Whether it was used before: the service may have closed it meanwhile. */
  boolean isUsed() {
    return used;
  }

  /** Whether the service has closed it; costs a millisecond when it has not. */
  boolean isStale() {
    return isStale(open);
  }

  static boolean isStale(Open open) {
    try {
      return open.http().isStale();
    } catch (IOException closed) {
      return true;
    }
  }

  DefaultBHttpClientConnection http() {
    return open.http();
  }

  /** For each read; zero for none. */
  void readTimeout(Duration timeout) throws UpstreamException {
    try {
      open.socket().setSoTimeout((int) timeout.toMillis());
    } catch (SocketException closed) {
      throw new UpstreamException(ProxyFailure.LOST, used, closed);
    }
  }

  /** What goes to the service after a 101, past anything of HTTP. */
  OutputStream rawOutput() throws IOException {
    return open.socket().getOutputStream();
  }

  /** After a 101: sends no more. */
  void closeRawOutput() throws IOException {
    open.socket().shutdownOutput();
  }

  /**
   * Breaks the connection at once; whoever reads or writes fails. May be called by any thread, also
   * after the connection was given back.
   */
  void cut() {
    if (!over.get()) {
      open.close(CloseMode.IMMEDIATE);
    }
  }

  /** Gives the connection back, for the next exchange or, in order, to be closed. */
  void giveBack(boolean reusable) {
    if (over.compareAndSet(false, true)) {
      if (!reusable) {
        entry.discardConnection(CloseMode.GRACEFUL);
      }
      pool.release(entry, reusable);
    }
  }
}
