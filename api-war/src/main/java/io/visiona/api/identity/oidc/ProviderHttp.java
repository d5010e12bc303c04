package io.visiona.api.identity.oidc;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.visiona.shared.coding.ContentCodings;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.tls.OutgoingHttp;
import io.visiona.shared.tls.TlsConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Exchanges with the provider, which is treated as hostile and slow: one deadline for the whole
 * exchange, a bounded answer, no redirects, no retries (a code is worth one use), a bounded number
 * at once and a bounded number that waits for its turn. Whatever fails is {@code idp_unavailable}.
 * Thread-safe; callers block, so they run on virtual threads.
 */
public final class ProviderHttp implements AutoCloseable {
  public static final long MOST_BODY_BYTES = 256 * 1024;

  private static final int MOST_AT_ONCE = 64;
  private static final int MOST_WAITING = 2_000;

  private final HttpClient client;
  private final Duration timeout;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE, true);

  /** The timeout is for a whole exchange. */
  public ProviderHttp(Executor executor, Duration timeout, TlsConfig tls) {
    this.timeout = timeout;
    this.client = OutgoingHttp.client(executor, tls, timeout);
  }

  /** Fetches a JSON document that must be there. */
  String fetch(URI document) {
    Response answer = send(new HTTPRequest(HTTPRequest.Method.GET, document));
    if (answer.status() != HTTPResponse.SC_OK) {
      throw unavailable(
          new IOException("status " + answer.status() + " for " + document.getPath()));
    }
    return answer.body();
  }

  /**
   * An answer.
   *
   * @param status below 500
   * @param body without its content coding, as UTF-8 (RFC 8259 section 8.1)
   */
  record Response(int status, String body) {
    boolean isSuccess() {
      return status / 100 == 2;
    }

    @Override
    public String toString() {
      return "Response[" + status + ", ***]";
    }
  }

  /** Sends a request of Nimbus's making, and takes any answer whose status is below 500. */
  Response send(HTTPRequest request) {
    HttpResponse<byte[]> answer = exchange(convert(request));
    if (answer.statusCode() >= HTTPResponse.SC_SERVER_ERROR) {
      throw unavailable(
          new IOException("status " + answer.statusCode() + " for " + request.getURI().getPath()));
    }
    try {
      byte[] body =
          ContentCodings.decode(
              answer.body(), answer.headers().allValues("Content-Encoding"), (int) MOST_BODY_BYTES);
      return new Response(answer.statusCode(), new String(body, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw unavailable(unreadable);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    takePlace();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BODY_BYTES));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw unavailable(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unavailable(interrupted);
    } finally {
      answer.cancel(true);
      places.release();
    }
  }

  /**
   * A rush of sign-ins waits its turn; a provider that answers nobody makes nobody wait longer than
   * one answer may take.
   */
  private void takePlace() {
    try {
      boolean room =
          places.getQueueLength() < MOST_WAITING
              && places.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!room) {
        throw unavailable(new IOException("too many exchanges with the provider at once"));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unavailable(interrupted);
    }
  }

  private HttpRequest convert(HTTPRequest request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.getURI())
            .timeout(timeout)
            .method(
                request.getMethod().name(),
                request.getBody() == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(request.getBody()));
    request
        .getHeaderMap()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    return builder
        .setHeader("Accept", "application/json")
        .setHeader("Accept-Encoding", ContentCodings.NONE)
        .build();
  }

  private static ApiException unavailable(Exception cause) {
    return new ApiException(ErrorCode.IDP_UNAVAILABLE, cause);
  }
}
