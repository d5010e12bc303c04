package io.visiona.shared.membercenter;

import io.visiona.shared.coding.ContentCodings;
import io.visiona.shared.membercenter.BoundedBody.Body;
import io.visiona.shared.tls.OutgoingHttp;
import io.visiona.shared.tls.TlsConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One attempt at a call: at most 10 s for the whole answer, however it drips; at most so many
 * bytes; no redirects. Callers block on virtual threads, and an interrupt or their deadline ends
 * the exchange with its connection. Thread-safe.
 *
 * <p>There is no bound to the exchanges at once: callers are bounded by single flight and by the
 * requests of people, and a bound would let one that hangs hold up others.
 */
final class MemberCenterHttp implements AutoCloseable {
  /** For one attempt, connecting and the last byte of the answer included. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final Duration limit;

  MemberCenterHttp(Executor executor, TlsConfig tls) {
    this(executor, tls, LIMIT);
  }

  MemberCenterHttp(Executor executor, TlsConfig tls, Duration limit) {
    this.limit = limit;
    this.client = OutgoingHttp.client(executor, tls, limit);
  }

  /** Sends the request once and judges the answer as far as its status and form go. */
  FetchResult send(HttpRequest request, TokenPolicy policy, Deadline deadline)
      throws InterruptedException, TimeoutException {
    CompletableFuture<HttpResponse<Body>> answer =
        client.sendAsync(request, BoundedBody.of(policy.mostBodyBytes()));
    try {
      return judge(answer.get(deadline.atMost(limit).toNanos(), TimeUnit.NANOSECONDS), policy);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      return new FetchResult.Failed(new FetchFailure.Unreachable("no whole answer", cause));
    } catch (TimeoutException late) {
      deadline.check();
      return new FetchResult.Failed(
          new FetchFailure.Unreachable("no whole answer within " + limit, null));
    } finally {
      answer.cancel(true);
    }
  }

  private static FetchResult judge(HttpResponse<Body> answer, TokenPolicy policy) {
    int status = answer.statusCode();
    String what = "status " + status;
    if (status == 401 || status == 403) {
      return new FetchResult.Failed(new FetchFailure.Unauthorized(what));
    }
    if (status >= 400 && status < 500) {
      return new FetchResult.Failed(new FetchFailure.Refused(what));
    }
    if (status >= 500) {
      return new FetchResult.Failed(new FetchFailure.Unreachable(what, null));
    }
    if (!policy.success().accepts(status)) {
      return new FetchResult.Failed(new FetchFailure.Unusable(what));
    }
    return switch (answer.body()) {
      case Body.Whole(ByteBuffer bytes) -> parse(answer, bytes, policy);
      case Body.TooLong() ->
          new FetchResult.Failed(
              new FetchFailure.Unusable(
                  "an answer of more than " + policy.mostBodyBytes() + " bytes"));
      case Body.NotRead() -> new FetchResult.Failed(new FetchFailure.Unusable(what));
    };
  }

  private static FetchResult parse(
      HttpResponse<Body> answer, ByteBuffer bytes, TokenPolicy policy) {
    byte[] body = new byte[bytes.remaining()];
    bytes.get(body);
    try {
      byte[] plain =
          ContentCodings.decode(
              body, answer.headers().allValues("Content-Encoding"), policy.mostBodyBytes());
      return ResponseFields.parse(ByteBuffer.wrap(plain));
    } catch (IOException unreadable) {
      return new FetchResult.Failed(
          new FetchFailure.Unusable(String.valueOf(unreadable.getMessage())));
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
