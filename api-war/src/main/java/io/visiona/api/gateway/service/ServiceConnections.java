package io.visiona.api.gateway.service;

import io.visiona.api.gateway.service.ServiceConnection.Open;
import io.visiona.api.proxy.ProxyFailure;
import io.visiona.api.proxy.UpstreamException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultClassicHttpResponseFactory;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.message.LazyLaxLineParser;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.pool.StrictConnPool;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Connections to services, kept open and used again. Of Apache HttpComponents only the pool and the
 * reading and writing of messages are used: nothing here follows redirects, decompresses, keeps
 * cookies, or repeats what was sent. Thread-safe; callers block.
 */
final class ServiceConnections implements AutoCloseable {
  private static final int LONGEST_LINE = 32 * 1024;
  private static final int MOST_FIELDS = 200;
  private static final int BUFFER = 16 * 1024;

  /**
   * A service closes what is idle when it likes; the check costs up to a millisecond, so not for
   * what was used just now.
   */
  private static final long CHECKED_AFTER_MILLIS = 500;

  private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(30);

  private static final Http1Config HTTP =
      Http1Config.custom()
          .setBufferSize(BUFFER)
          .setMaxLineLength(LONGEST_LINE)
          .setMaxHeaderCount(MOST_FIELDS)
          .build();

  /** Blanks before a colon are removed from responses (RFC 9112 section 5.1). */
  private static final DefaultHttpResponseParserFactory PARSERS =
      new DefaultHttpResponseParserFactory(
          HTTP, LazyLaxLineParser.INSTANCE, DefaultClassicHttpResponseFactory.INSTANCE);

  private final CachedDns dns;
  private final SSLContext tls;
  private final Duration connectTimeout;
  private final StrictConnPool<HttpHost, Open> pool;
  private volatile boolean closed;

  /** At most {@code total} connections, {@code perHost} to one host and port. */
  ServiceConnections(ServiceConfig config, CachedDns dns, SSLContext tls, int total, int perHost) {
    this.dns = dns;
    this.tls = tls;
    this.connectTimeout = config.connectTimeout();
    this.pool =
        new StrictConnPool<>(
            perHost, total, TimeValue.of(config.dnsTtl()), PoolReusePolicy.LIFO, null);
  }

  /** Takes a connection that is open, or opens one. */
  ServiceConnection take(URI url) throws UpstreamException, InterruptedException {
    HttpHost host = host(url);
    PoolEntry<HttpHost, Open> entry = entry(host);
    Open open = entry.getConnection();
    if (open != null
        && entry.getUpdated() + CHECKED_AFTER_MILLIS < System.currentTimeMillis()
        && ServiceConnection.isStale(open)) {
      entry.discardConnection(CloseMode.IMMEDIATE);
      open = null;
    }
    return open == null ? connected(host, entry) : new ServiceConnection(pool, entry, open, true);
  }

  /** A connection that nobody used before. */
  ServiceConnection fresh(URI url) throws UpstreamException, InterruptedException {
    HttpHost host = host(url);
    PoolEntry<HttpHost, Open> entry = entry(host);
    if (entry.hasConnection()) {
      entry.discardConnection(CloseMode.GRACEFUL);
    }
    return connected(host, entry);
  }

  private PoolEntry<HttpHost, Open> entry(HttpHost host)
      throws UpstreamException, InterruptedException {
    Timeout wait = Timeout.of(connectTimeout);
    Future<PoolEntry<HttpHost, Open>> lease;
    try {
      lease = pool.lease(host, null, wait, null);
    } catch (IllegalStateException closed) {
      throw new UpstreamException(ProxyFailure.BUSY, false, closed);
    }
    try {
      return lease.get(wait.getDuration(), wait.getTimeUnit());
    } catch (TimeoutException | ExecutionException full) {
      lease.cancel(true);
      throw new UpstreamException(ProxyFailure.BUSY, false, full);
    } catch (InterruptedException interrupted) {
      lease.cancel(true);
      throw interrupted;
    }
  }

  private ServiceConnection connected(HttpHost host, PoolEntry<HttpHost, Open> entry)
      throws UpstreamException {
    try {
      Open open = connect(host);
      entry.assignConnection(open);
      if (closed) {
        // The pool could not close what was not there yet, and gives nothing back any more.
        entry.discardConnection(CloseMode.IMMEDIATE);
        throw new IOException("closed while connecting");
      }
      return new ServiceConnection(pool, entry, open, false);
    } catch (IOException failed) {
      pool.release(entry, false);
      dns.forget(host.getHostName());
      throw new UpstreamException(ProxyFailure.CONNECT, true, failed);
    } catch (RuntimeException failed) {
      pool.release(entry, false);
      throw failed;
    }
  }

  /** Tries each address of the host in turn. */
  private Open connect(HttpHost host) throws IOException {
    IOException last = null;
    for (InetAddress address : dns.resolve(host.getHostName())) {
      try {
        return connect(host, address);
      } catch (IOException unreachable) {
        if (last != null) {
          unreachable.addSuppressed(last);
        }
        last = unreachable;
      }
    }
    throw last == null ? new IOException("no address") : last;
  }

  private Open connect(HttpHost host, InetAddress address) throws IOException {
    Socket plain = new Socket();
    boolean connected = false;
    try {
      plain.setTcpNoDelay(true);
      plain.setKeepAlive(true);
      plain.connect(
          new InetSocketAddress(address, host.getPort()), (int) connectTimeout.toMillis());
      SSLSocket secure = "https".equals(host.getSchemeName()) ? handshake(plain, host) : null;
      // Without an encoder it writes a question mark for each byte from 0x80 to 0x9F of a field.
      DefaultBHttpClientConnection http =
          new DefaultBHttpClientConnection(
              HTTP, null, StandardCharsets.ISO_8859_1.newEncoder(), null, null, null, PARSERS);
      if (secure == null) {
        http.bind(plain);
      } else {
        http.bind(secure, plain);
      }
      connected = true;
      return new Open(http, secure == null ? plain : secure);
    } finally {
      if (!connected) {
        plain.close();
      }
    }
  }

  /** RFC 9110 section 4.3.4: the certificate must be of the host that the URL names. */
  private SSLSocket handshake(Socket plain, HttpHost host) throws IOException {
    plain.setSoTimeout((int) connectTimeout.toMillis());
    SSLSocket secure =
        (SSLSocket)
            tls.getSocketFactory().createSocket(plain, host.getHostName(), host.getPort(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private static HttpHost host(URI url) {
    boolean secure = "https".equals(url.getScheme());
    int port = url.getPort() < 0 ? secure ? 443 : 80 : url.getPort();
    String name = url.getHost();
    // Brackets are of the URL, not of the address.
    String host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    return new HttpHost(url.getScheme(), host, port);
  }

  /** Closes connections that nobody used for a while. */
  void closeIdle() {
    pool.closeExpired();
    pool.closeIdle(LONGEST_IDLE);
  }

  /** Cuts what goes on; nothing is opened any more. Idempotent. */
  @Override
  public void close() {
    closed = true;
    pool.close(CloseMode.IMMEDIATE);
  }
}
