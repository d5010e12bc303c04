package io.visiona.api.gateway.service;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.visiona.api.gateway.service.ServiceException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.NoResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Connections to services, kept open and used again. Of Apache HttpClient only what holds connections is used: nothing here follows
 * redirects, decompresses, keeps cookies, or repeats what was sent. Thread-safe; callers block.
 */
public final class Services implements AutoCloseable {
  private static final int LONGEST_LINE = 32 * 1024;
  private static final int MOST_FIELDS = 200;
  private static final int BUFFER = 16 * 1024;

  private final ServiceConfig config;
  private final Executor executor;
  private final CachedDns dns;
  private final PoolingHttpClientConnectionManager pool;
  private final PoolingHttpClientConnectionManager sockets;
  private final Breakers breakers;
  private final Deadlines deadlines = new Deadlines();

  /** Those that let the last request wait. */
  private final Set<String> slow = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public Services(ServiceConfig config, SSLContext tls, Executor executor) {
    this.config = config;
    this.executor = executor;
    this.dns = new CachedDns(SystemDefaultDnsResolver.INSTANCE, config.dnsTtl(), Ticker.systemTicker());
    this.pool = manager(config, tls, config.connections(), config.connectionsPerHost());
    this.sockets = manager(config, tls, config.webSockets(), config.webSockets());
    this.breakers = new Breakers(config.circuitOpen());
    deadlines.start(executor);
  }

  private PoolingHttpClientConnectionManager manager(ServiceConfig bounds, SSLContext tls, int total, int perHost) {
    Timeout connect = Timeout.of(bounds.connectTimeout());
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setMaxConnTotal(total)
        .setMaxConnPerRoute(perHost)
        .setDnsResolver(dns)
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
        .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).setSoKeepAlive(true).setSoTimeout(connect).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(connect)
                .setSocketTimeout(connect)
                // A service closes what is idle when it likes; the check costs up to a millisecond, so not for what was used just now.
                .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                .setIdleTimeout(Timeout.ofSeconds(30))
                .setTimeToLive(TimeValue.of(bounds.dnsTtl()))
                .build())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setBufferSize(BUFFER)
                        .setMaxLineLength(LONGEST_LINE)
                        .setMaxHeaderCount(MOST_FIELDS)
                        .build())
                // What follows a handshake is sent as a body without end, which the connection takes for one of the greatest length.
                .outgoingContentLengthStrategy(
                    message -> message.containsHeader("Upgrade") ? Long.MAX_VALUE : DefaultContentLengthStrategy.INSTANCE.determineLength(message))
                // Responses are read by another thread than bodies are sent by.
                .responseOutOfOrderStrategy(NoResponseOutOfOrderStrategy.INSTANCE)
                .build())
        .build();
  }

  /**
   * Connects, and sends the head and what is there of the body; a body that comes later is sent by a thread of its own. An idempotent
   * request is tried a second time when no connection could be made.
   */
  public ServiceExchange begin(ServiceRequest request) throws ServiceException, InterruptedException {
    return begin(request, false);
  }

  /** As {@link #begin(ServiceRequest)}, on a new connection, after one that the service had closed ({@link ServiceExchange#mayRepeat}). */
  public ServiceExchange again(ServiceRequest request) throws ServiceException, InterruptedException {
    rewind(request);
    return begin(request, true);
  }

  private static void rewind(ServiceRequest request) {
    InputStream body = request.body();
    if (body != null) {
      try {
        body.reset();
      } catch (IOException impossible) {
        throw new IllegalStateException("what is in memory can be read again", impossible);
      }
    }
  }

  private ServiceExchange begin(ServiceRequest request, boolean fresh) throws ServiceException, InterruptedException {
    if (closed) {
      throw new ServiceException(Kind.BUSY, null);
    }
    CircuitBreaker breaker = breakers.of(request.service());
    if (!breaker.tryAcquirePermission()) {
      throw new ServiceException(Kind.CIRCUIT_OPEN, null);
    }
    long began = System.nanoTime();
    try {
      return attempts(request, fresh, new Trial(breaker, began));
    } catch (ServiceException failed) {
      if (failed.kind().isFault()) {
        breaker.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, failed);
      } else {
        breaker.releasePermission();
      }
      throw failed;
    } catch (InterruptedException | RuntimeException e) {
      breaker.releasePermission();
      throw e;
    }
  }

  private ServiceExchange attempts(ServiceRequest request, boolean fresh, Trial trial) throws ServiceException, InterruptedException {
    HttpRoute route = route(request.url());
    PoolingHttpClientConnectionManager manager = request.webSocket() ? sockets : pool;
    Lease lease;
    try {
      lease = fresh ? Lease.fresh(manager, route, config.connectTimeout()) : Lease.take(manager, route, config.connectTimeout());
      if (!request.isRepeatable() && lease.isUsed() && lease.isStale()) {
        lease.giveBack(false);
        lease = Lease.fresh(manager, route, config.connectTimeout());
      }
    } catch (ServiceException failed) {
      if (failed.kind() != Kind.CONNECT) {
        throw failed;
      }
      dns.forget(route.getTargetHost().getHostName());
      if (!request.isIdempotent()) {
        throw failed;
      }
      lease = Lease.take(manager, route, config.connectTimeout());
    }
    try {
      return ServiceExchange.begin(lease, request, trial, deadlines, executor);
    } catch (ServiceException failed) {
      if (failed.kind() != Kind.LOST || !lease.isUsed() || !request.isRepeatable()) {
        throw failed;
      }
      rewind(request);
      return ServiceExchange.begin(Lease.fresh(manager, route, config.connectTimeout()), request, trial, deadlines, executor);
    }
  }

  private static HttpRoute route(URI url) {
    boolean tls = "https".equals(url.getScheme());
    int port = url.getPort() < 0 ? tls ? 443 : 80 : url.getPort();
    String name = url.getHost();
    // Brackets are of the URL, not of the address.
    String host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    return new HttpRoute(new HttpHost(url.getScheme(), host, port), null, tls);
  }

  /** Whether a service may be waited for: it answered the last request at once, or was asked nothing yet. */
  public boolean isPrompt(String service) {
    return !slow.contains(service);
  }

  /** A service has answered. */
  public void tell(String service, boolean promptly) {
    if (promptly != isPrompt(service)) {
      if (promptly) {
        slow.remove(service);
      } else {
        slow.add(service);
      }
    }
  }

  /** Forgets what was learned of services that are in no table any more. */
  public void keep(Set<String> services) {
    breakers.keep(services);
    slow.retainAll(services);
  }

  /** Services that are left alone now. */
  public Set<String> open() {
    return breakers.open();
  }

  /** Closes connections that nobody used for so long. */
  public void closeIdle(Duration idle) {
    pool.closeExpired();
    pool.closeIdle(TimeValue.of(idle));
  }

  /** Cuts what goes on; what comes is refused. Idempotent. */
  @Override
  public void close() {
    closed = true;
    deadlines.close();
    pool.close(CloseMode.IMMEDIATE);
    sockets.close(CloseMode.IMMEDIATE);
  }
}
