package io.visiona.api.models.converter;

import io.visiona.api.models.converter.ConverterException.Kind;
import io.visiona.shared.config.Secret;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Exchanges with the converter, which is treated as hostile and slow: a deadline, a bounded answer,
 * no redirects, no retries, no cookies, a bounded number at once. What is not wanted any more is
 * cut, never read to its end. Thread-safe; callers block, so they run on virtual threads.
 */
public final class HttpCalls implements AutoCloseable {
  /** Bytes of an answer that are read; what is longer is no answer. */
  static final int MOST_BODY_BYTES = 64 * 1024;

  private static final int MOST_AT_ONCE = 128;
  private static final int MOST_FIELDS = 100;
  private static final int LONGEST_LINE = 8 * 1024;
  private static final int BUFFER = 64 * 1024;

  /**
   * After so many bytes of a body it is looked whether the converter has already answered, which
   * takes up to a millisecond.
   */
  private static final long LOOK_BYTES = 1 << 20;

  /** A converter that does not know {@code Expect: 100-continue} costs an upload that long. */
  private static final Timeout CONTINUE = Timeout.ofSeconds(1);

  private static final String API_KEY = "X-API-Key";

  private final CloseableHttpClient client;
  private final Executor executor;
  private final Secret apiKey;

  public HttpCalls(Executor executor, Secret apiKey, Duration timeout, SSLContext tls) {
    this.executor = executor;
    this.apiKey = apiKey;
    Timeout patience = Timeout.of(timeout);
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections(patience, tls))
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(patience)
                    .setResponseTimeout(patience)
                    .setRedirectsEnabled(false)
                    .setAuthenticationEnabled(false)
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            .setUserAgent("visionA")
            .build();
  }

  private static PoolingHttpClientConnectionManager connections(Timeout patience, SSLContext tls) {
    Http1Config limits =
        Http1Config.custom()
            .setBufferSize(BUFFER)
            .setChunkSizeHint(BUFFER)
            .setMaxHeaderCount(MOST_FIELDS)
            .setMaxLineLength(LONGEST_LINE)
            .setWaitForContinueTimeout(CONTINUE)
            .build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(limits)
                .responseOutOfOrderStrategy(new MonitoringResponseOutOfOrderStrategy(LOOK_BYTES))
                .build())
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
        .setMaxConnTotal(MOST_AT_ONCE)
        .setMaxConnPerRoute(MOST_AT_ONCE)
        .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(patience).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(patience)
                .setSocketTimeout(patience)
                .setValidateAfterInactivity(Timeout.ofSeconds(1))
                .setTimeToLive(Timeout.ofMinutes(5))
                .build())
        .build();
  }

  /** A complete answer, read as UTF-8; what is none becomes replacement characters. */
  record Response(int status, String body) {}

  /** An exchange that is over within {@code limit}; then its connection is cut. */
  Response within(Duration limit, String what, HttpUriRequestBase request)
      throws ConverterException {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    executor.execute(() -> {
      try {
        answer.complete(exchange(what, request));
      } catch (ConverterException | RuntimeException failed) {
        answer.completeExceptionally(failed);
      }
    });
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new ConverterException(
          Kind.TIMEOUT, what + ": no whole answer within " + limit.toMillis() + " ms", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ConverterException(Kind.UNAVAILABLE, what + ": interrupted", interrupted);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof ConverterException known
          ? known
          : new ConverterException(Kind.UNAVAILABLE, what + " failed", failed.getCause());
    } finally {
      request.abort();
    }
  }

  /** An exchange that takes as long as it takes; {@code request.abort()} from elsewhere ends it. */
  Response exchange(String what, HttpUriRequestBase request) throws ConverterException {
    request.setHeader(API_KEY, apiKey.value());
    request.setHeader(HttpHeaders.ACCEPT, "application/json");
    try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
      HttpEntity entity = response.getEntity();
      byte[] body =
          entity == null ? new byte[0] : entity.getContent().readNBytes(MOST_BODY_BYTES + 1);
      if (body.length > MOST_BODY_BYTES) {
        throw new ConverterException(Kind.BAD_ANSWER, what + ": the answer is too long");
      }
      return new Response(response.getCode(), new String(body, StandardCharsets.UTF_8));
    } catch (SocketTimeoutException slow) {
      throw new ConverterException(Kind.TIMEOUT, what + ": nothing came in time", slow);
    } catch (IOException broken) {
      Kind kind = isMalformed(broken) ? Kind.BAD_ANSWER : Kind.UNAVAILABLE;
      throw new ConverterException(kind, what + ": " + broken.getClass().getSimpleName(), broken);
    }
  }

  /**
   * What was received is no HTTP, or more of it than is taken; where the connection only broke it
   * may have been the network.
   */
  private static boolean isMalformed(IOException broken) {
    return broken instanceof ClientProtocolException
        || broken instanceof MessageConstraintException
        || (broken instanceof MalformedChunkCodingException
            && !(broken instanceof TruncatedChunkException));
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
