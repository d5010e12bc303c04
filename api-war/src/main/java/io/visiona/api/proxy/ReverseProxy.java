package io.visiona.api.proxy;

import io.visiona.shared.container.Container;
import io.visiona.shared.limit.FairLimiter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * The reverse proxy: leads requests to upstreams and their responses back.
 *
 * <p>A request's transitions, all of them in {@link ProxyCall}:
 *
 * <ol>
 *   <li><b>Begin.</b> One without a body begins on the container's thread, one with a body and a
 *       WebSocket's handshake on a virtual thread.
 *   <li><b>Admit.</b> {@link ProxyPolicy#admit} answers it ({@link ProxyResult.Replied}) or names
 *       upstream and request. From here on it can be ended from outside ({@link
 *       ProxyPolicy#opened}).
 *   <li><b>Attempt.</b> {@link Upstream#open} sends head and small body; a larger body is sent by
 *       another thread while the response is awaited, and not before the upstream wants it when the
 *       client waits for leave.
 *   <li><b>Wait.</b> On the container's thread only for {@link #PATIENCE}; then the request goes
 *       async and the rest is a virtual thread's ({@link ProxyResult.Waiting}).
 *   <li><b>Once more.</b> When an attempt failed of which the upstream took nothing, and the
 *       request may be repeated, there is one more.
 *   <li><b>Copy.</b> {@link ProxyPolicy#respond} says what passes, {@link ResponseCopier} copies. A
 *       response that comes before the request's end goes out at once, and the connection ends with
 *       it.
 *   <li><b>End.</b> Whole: {@link ProxyResult.Complete}. A failure before the head of a response:
 *       {@link ProxyResult.Failed}, answered by {@link ProxyPolicy#failure}; after it: {@link
 *       ProxyResult.Cut}, the client's connection is closed. The upstream switched protocols:
 *       {@link ProxyResult.Switched}, {@link WebSocketBridge} takes over. Whatever was written to a
 *       client that is not there: {@link ProxyResult.ClientGone}.
 * </ol>
 *
 * <p>A client that leaves, and whoever ends the request from outside, cancels the exchange, which
 * wakes whoever waits for it. Thread-safe.
 */
public final class ReverseProxy {
  /**
   * How long the container's thread waits for an upstream: to wake two others in its place takes
   * longer than most answers.
   */
  public static final Duration PATIENCE = Duration.ofMillis(20);

  /** Threads of the server that may wait for upstreams behind WebSockets. */
  public static final int WAITERS = 48;

  /** And of these, those that one person, agent or address may have. */
  public static final int WAITERS_EACH = 2;

  /**
   * Threads of the server that may be in the proxy: fewer than it always has, for an upstream may
   * be on the same server, and a server whose threads all wait for each other starves.
   */
  private static final int PLACES = 48;

  /** Threads of the server that one proxy may hold. */
  public static final int MOST_HELD = PLACES + WAITERS;

  private final Parts parts;
  private final boolean startsInPlace;
  private final Semaphore places = new Semaphore(PLACES);

  /** What calls need. */
  record Parts(
      Executor executor,
      ClientWatch watch,
      FairLimiter waiters,
      Duration clientIdle,
      Container container) {}

  /**
   * A proxy.
   *
   * @param executor virtual threads
   * @param startsInPlace whether requests without a body begin on the container's thread
   * @param waiters how threads of the server are shared that wait behind WebSockets, {@link
   *     #WAITERS} by {@link ProxyPolicy#holders}; nobody waits for one
   * @param clientIdle how long a WebSocket's client may take nothing of what waits for it
   */
  public ReverseProxy(
      Executor executor,
      ClientWatch watch,
      boolean startsInPlace,
      FairLimiter waiters,
      Duration clientIdle,
      Container container) {
    this.parts = new Parts(executor, watch, waiters, clientIdle, container);
    this.startsInPlace = startsInPlace;
  }

  /** Serves a request, which must support asynchronous processing. Returns at once. */
  public void serve(HttpServletRequest request, HttpServletResponse response, ProxyPolicy policy) {
    ClientRequest client = new ClientRequest(request);
    ProxyCall call = new ProxyCall(parts, client, response, policy);
    boolean mayStartInPlace = startsInPlace && client.body().isNone() && !client.asksForWebSocket();
    if (mayStartInPlace && places.tryAcquire()) {
      try {
        call.runInPlace();
      } finally {
        places.release();
      }
    } else {
      call.runOn(parts.executor());
    }
  }
}
