package io.visiona.agent.tunnel;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Opens a tunnel as a WebSocket whose binary messages are the byte stream. */
public final class WebSocketDialer implements Dialer {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  private final TunnelAddress address;
  private final SessionToken token;
  private final String userAgent;
  private final HttpClient client;

  /**
   * Makes a dialer.
   *
   * @param client what all its WebSockets share; it must speak HTTP/1.1 and follow no redirects
   */
  public WebSocketDialer(
      TunnelAddress address, SessionToken token, String userAgent, HttpClient client) {
    this.address = address;
    this.token = token;
    this.userAgent = userAgent;
    this.client = client;
  }

  @Override
  public DialResult dial() throws InterruptedException {
    WebSocketDriver driver = new WebSocketDriver();
    CompletableFuture<WebSocket> attempt =
        client
            .newWebSocketBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .header("Authorization", token.authorization())
            .header("User-Agent", userAgent)
            .buildAsync(address.webSocketUri(), driver);
    try {
      attempt.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return new DialResult.Connected(new AgentTunnel(TransportKind.WEBSOCKET, driver.streams()));
    } catch (TimeoutException e) {
      attempt.cancel(true);
      driver.abandon();
      return new DialResult.Unreachable("no answer in time");
    } catch (ExecutionException e) {
      return failure(e.getCause());
    }
  }

  private static DialResult failure(@Nullable Throwable cause) {
    if (cause instanceof WebSocketHandshakeException refused) {
      HttpResponse<?> answer = refused.getResponse();
      return DialResponse.refusal(
          answer.statusCode(), answer.headers().firstValue("Retry-After").orElse(null));
    }
    if (cause instanceof ConnectException || cause instanceof UnresolvedAddressException) {
      return new DialResult.Unreachable("cannot connect");
    }
    if (cause instanceof IOException e) {
      return new DialResult.Unreachable(e.getMessage() == null ? e.toString() : e.getMessage());
    }
    throw new IllegalStateException("opening a WebSocket hit a fault", cause);
  }
}
