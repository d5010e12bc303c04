package io.visiona.api.forward;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request that is passed on: how its response ends. One thread at a time; that the caller left may be told by any.
 */
public final class CallerSide {
  private final @Nullable AsyncContext async;
  private final HttpServletRequest request;

  private CallerSide(@Nullable AsyncContext async, HttpServletRequest request) {
    this.async = async;
    this.request = request;
  }

  /**
   * The request is answered by another thread, in its own time.
   *
   * @param left told when the container notices that the caller has gone; must not block
   */
  public static CallerSide later(HttpServletRequest request, HttpServletResponse response, Runnable left) {
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0);
    async.addListener(new Gone(left));
    return new CallerSide(async, request);
  }

  /**
   * The request is answered by the container's thread, as a WebSocket's handshake must be: Liberty upgrades no request that went async
   * without losing what the browser sends next.
   */
  public static CallerSide now(HttpServletRequest request) {
    return new CallerSide(null, request);
  }

  /** The response is complete, or there is nobody to take it. Nothing may touch the request afterwards. */
  public void complete() {
    if (async != null) {
      async.complete();
    }
  }

  /**
   * A response whose head is out cannot be finished: closes the connection. See {@link CutException}; a response of known length is simply
   * left short, which Liberty turns into a closed connection.
   */
  public void cut(boolean lengthKnown) {
    if (lengthKnown) {
      complete();
    } else {
      request.setAttribute(CutException.ATTRIBUTE, true);
      // The head is out, so this is no upgrade any more and may go async: what is dispatched is thrown where the container sees it.
      (async == null ? request.startAsync() : async).dispatch();
    }
  }

  /** Hands the connection over to the far end, which is cancelled when that fails. */
  public void upgrade(SwitchedPeer peer, Executor threads, Semaphore waiters) throws IOException {
    try {
      request.upgrade(WebSocketBridge.class).connect(peer, threads, waiters);
    } catch (ServletException | IOException | RuntimeException e) {
      peer.cancel();
      throw new IOException("the connection could not be handed over", e);
    }
  }

  private record Gone(Runnable left) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      // Whoever completed the request knows.
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      left.run();
    }

    @Override
    public void onError(AsyncEvent event) {
      left.run();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // One request is passed on once.
    }
  }
}
