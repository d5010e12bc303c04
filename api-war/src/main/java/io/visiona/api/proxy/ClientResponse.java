package io.visiona.api.proxy;

import io.visiona.shared.container.ConnectionCloser;
import io.visiona.shared.container.Container;
import io.visiona.shared.container.LateUpgrade;
import io.visiona.shared.exchange.Field;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The response to a client, and how it ends. Faults of the client leave as {@link
 * ClientGoneException}, to tell them from those of what is copied. One thread at a time.
 */
public final class ClientResponse extends OutputStream {
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Container container;
  private @Nullable AsyncContext async;
  private @Nullable LateUpgrade upgrade;
  private boolean begun;
  private boolean flushed;
  private boolean finished;

  ClientResponse(HttpServletRequest request, HttpServletResponse response, Container container) {
    this.request = request;
    this.response = response;
    this.container = container;
  }

  /**
   * From here on another thread answers, in its own time.
   *
   * @param gone told when the container notices that the client has gone; must not block
   */
  void later(Runnable gone) {
    AsyncContext started = request.startAsync(request, response);
    started.setTimeout(0);
    started.addListener(new Gone(gone));
    upgrade = LateUpgrade.of(started);
    async = started;
  }

  /** As the container has it; for headers that stand beside those of the upstream. */
  public HttpServletResponse servlet() {
    return response;
  }

  /** Sets status and fields, beside those that are there. */
  void head(int status, List<Field> fields) {
    begun = true;
    response.setStatus(status);
    for (Field field : fields) {
      response.addHeader(field.name(), field.value());
    }
  }

  /** Whether anything of an upstream's response was written or set. */
  boolean hasBegun() {
    return begun;
  }

  /**
   * What is left of the request would be taken for the next one, so there is none on this
   * connection.
   */
  void closeConnection() {
    response.setHeader("Connection", "close");
  }

  @Override
  public void write(int b) throws ClientGoneException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] block, int offset, int count) throws ClientGoneException {
    try {
      response.getOutputStream().write(block, offset, count);
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  /** Sends what was written, the head too. */
  @Override
  public void flush() throws ClientGoneException {
    try {
      if (flushed) {
        response.getOutputStream().flush();
      } else {
        container.sendHead(response);
        flushed = true;
      }
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  /**
   * The response is whole. What is not sent yet goes out now, on this thread: a request that is
   * merely completed waits for one of the container's threads first. Idempotent.
   */
  void finish() throws ClientGoneException {
    try {
      if (!finished) {
        finished = true;
        response.getOutputStream().close();
      }
    } catch (IOException e) {
      throw new ClientGoneException(e);
    }
  }

  /** Nothing may touch the request afterwards. */
  void complete() {
    AsyncContext started = async;
    if (started != null) {
      started.complete();
    }
  }

  /** See {@link Container#cut}; the head must be out. */
  void cut(boolean lengthKnown) {
    container.cut(request, async, lengthKnown);
  }

  /** Sets the head of a 101; what closes the connection after it. */
  ConnectionCloser switching(List<Field> fields) {
    ConnectionCloser closer = ConnectionCloser.of(request);
    response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    response.setHeader("Connection", closer.connectionHeader());
    response.setHeader("Upgrade", "websocket");
    for (Field field : fields) {
      response.addHeader(field.name(), field.value());
    }
    return closer;
  }

  /**
   * Hands the connection over, after {@link #switching}; only {@link #later}. Nothing may touch the
   * request afterwards.
   */
  void upgrade(BridgeSession session) {
    AsyncContext started = async;
    LateUpgrade handOver = upgrade;
    if (started == null || handOver == null) {
      throw new IllegalStateException("a connection is handed over by a request that went async");
    }
    try {
      handOver.prepare(
          request,
          session.closer(),
          WebSocketBridge.class,
          bridge -> bridge.connect(session),
          session::failed);
      session.expect();
      started.complete();
    } catch (IllegalStateException over) {
      session.failed(over);
    }
  }

  private record Gone(Runnable gone) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      // Whoever completed the request knows.
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      gone.run();
    }

    @Override
    public void onError(AsyncEvent event) {
      gone.run();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // One request is proxied once.
    }
  }
}
