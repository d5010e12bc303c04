package io.visiona.api.gateway.service;

import io.visiona.api.gateway.service.ServiceException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** An open connection that is ours until it is given back. */
final class Lease {
  private final HttpClientConnectionManager manager;
  private final ConnectionEndpoint endpoint;
  private final HttpClientConnection connection;
  private final boolean used;
  private final AtomicBoolean over = new AtomicBoolean();

  private Lease(HttpClientConnectionManager manager, ConnectionEndpoint endpoint, HttpClientConnection connection, boolean used) {
    this.manager = manager;
    this.endpoint = endpoint;
    this.connection = connection;
    this.used = used;
  }

  /** Takes a connection that is open, or opens one. */
  static Lease take(HttpClientConnectionManager manager, HttpRoute route, Duration timeout) throws ServiceException, InterruptedException {
    Timeout wait = Timeout.of(timeout);
    LeaseRequest request = manager.lease("gateway", route, wait, null);
    ConnectionEndpoint endpoint;
    try {
      endpoint = request.get(wait);
    } catch (TimeoutException full) {
      request.cancel();
      throw new ServiceException(Kind.BUSY, full);
    } catch (ExecutionException failed) {
      throw new ServiceException(Kind.BUSY, failed);
    } catch (InterruptedException interrupted) {
      request.cancel();
      throw interrupted;
    }
    try {
      boolean used = endpoint.isConnected();
      if (!used) {
        manager.connect(endpoint, wait, HttpClientContext.create());
      }
      return new Lease(manager, endpoint, connection(endpoint), used);
    } catch (IOException | HttpException | RuntimeException failed) {
      endpoint.close(CloseMode.IMMEDIATE);
      manager.release(endpoint, null, TimeValue.ZERO_MILLISECONDS);
      throw new ServiceException(Kind.CONNECT, failed);
    }
  }

  /** The endpoint lends its connection to whoever executes a request on it; that is how it is got at. */
  private static HttpClientConnection connection(ConnectionEndpoint endpoint) throws IOException, HttpException {
    AtomicReference<HttpClientConnection> lent = new AtomicReference<>();
    ConnectionEndpoint.RequestExecutor borrower =
        (nothing, connection, context) -> {
          lent.set(connection);
          return new BasicClassicHttpResponse(200);
        };
    try (ClassicHttpResponse _ = endpoint.execute("gateway", new BasicClassicHttpRequest("GET", "/"), borrower, HttpClientContext.create())) {
      return Objects.requireNonNull(lent.get(), "the endpoint lends its connection");
    }
  }

  /** A connection that nobody used before; those that are open already are closed on the way. */
  static Lease fresh(HttpClientConnectionManager manager, HttpRoute route, Duration timeout) throws ServiceException, InterruptedException {
    Lease lease = take(manager, route, timeout);
    while (lease.used) {
      lease.giveBack(false);
      lease = take(manager, route, timeout);
    }
    return lease;
  }

  /** Whether it was used before: the service may have closed it meanwhile. */
  boolean isUsed() {
    return used;
  }

  /** Whether the service has closed it; costs a millisecond when it has not. */
  boolean isStale() {
    try {
      return connection.isStale();
    } catch (IOException closed) {
      return true;
    }
  }

  HttpClientConnection connection() {
    return connection;
  }

  /** For each read. */
  void readTimeout(Duration timeout) {
    connection.setSocketTimeout(Timeout.of(timeout));
  }

  /** Breaks the connection at once; whoever reads or writes fails. May be called by any thread, also after the connection was given back. */
  void cut() {
    if (!over.get()) {
      connection.close(CloseMode.IMMEDIATE);
    }
  }

  /** Gives the connection back, for the next exchange or to be closed. */
  void giveBack(boolean reusable) {
    if (over.compareAndSet(false, true)) {
      if (!reusable) {
        endpoint.close(CloseMode.IMMEDIATE);
      }
      manager.release(endpoint, null, reusable ? TimeValue.NEG_ONE_MILLISECOND : TimeValue.ZERO_MILLISECONDS);
    }
  }
}
