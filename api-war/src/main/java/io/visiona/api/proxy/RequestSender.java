package io.visiona.api.proxy;

import io.visiona.shared.container.Container;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Sends the body of a request by a thread of its own, while another awaits the response. One thread
 * at a time.
 */
final class RequestSender {
  private static final Logger LOG = System.getLogger(RequestSender.class.getName());

  /** RFC 9110 section 10.1.1: nobody waits for leave without end. */
  private static final Duration CONTINUE_PATIENCE = Duration.ofSeconds(1);

  /** How long a client whose answer came early may take to see it. */
  private static final Duration LINGER = Duration.ofSeconds(3);

  private static final int DROPPED_AT_ONCE = 16 * 1024;

  private final Executor executor;
  private final Container container;
  private final ClientRequest client;
  private final Consumer<ProxyFailure> failed;
  private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);

  /**
   * Sends nothing yet.
   *
   * @param failed told when the client, or this program, is at fault; not when the upstream is,
   *     whose answer, or the lack of one, is what counts
   */
  RequestSender(
      Executor executor, Container container, ClientRequest client, Consumer<ProxyFailure> failed) {
    this.executor = executor;
    this.container = container;
    this.client = client;
    this.failed = failed;
  }

  /** Sends; with {@code waitsForLeave} only when the upstream wants the body. */
  void start(RequestBody body, UpstreamExchange to, boolean waitsForLeave) {
    sending = CompletableFuture.runAsync(() -> send(body, to, waitsForLeave), executor);
  }

  private void send(RequestBody body, UpstreamExchange to, boolean waitsForLeave) {
    try {
      if (!waitsForLeave || to.awaitContinue(CONTINUE_PATIENCE)) {
        send(body, to);
      }
    } catch (ClientBodyException e) {
      LOG.log(Level.DEBUG, "The client did not send the whole body", e);
      failed.accept(e.failure());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The client's body could not be read", e);
      failed.accept(ProxyFailure.CLIENT_BODY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed.accept(ProxyFailure.DRAINING);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Sending the body of request " + client.id() + " failed", e);
      failed.accept(ProxyFailure.INTERNAL);
    }
  }

  private void send(RequestBody body, UpstreamExchange to) throws IOException {
    InputStream source = new Telling(body.open(), failed);
    try {
      to.send(source, body.length() < 0);
    } catch (ClientBodyException e) {
      throw e;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The upstream did not take the whole body", e);
      drop(source);
    }
  }

  /**
   * Reads on for a moment: a client that is sending does not see the answer, and closing a
   * connection with bytes unread takes it away.
   */
  private static void drop(InputStream source) throws IOException {
    long end = System.nanoTime() + LINGER.toNanos();
    byte[] block = new byte[DROPPED_AT_ONCE];
    int count = 0;
    while (count >= 0 && System.nanoTime() - end < 0) {
      count = source.read(block, 0, block.length);
    }
  }

  /**
   * Waits for the end: the request must not be touched by anybody once it is handed back. A client
   * that goes on being silent after its answer loses its connection.
   */
  void await() {
    CompletableFuture<Void> all = CompletableFuture.allOf(sending, client.body().settled());
    try {
      all.get(LINGER.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      close(all);
    } catch (ExecutionException unexpected) {
      LOG.log(Level.ERROR, "Sending the body of request " + client.id() + " failed", unexpected);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close(all);
    }
  }

  private void close(CompletableFuture<Void> all) {
    container.close(client.servlet());
    all.exceptionally(_ -> null).join();
  }

  /**
   * Tells of the client's fault before whoever reads hears of it. The reader ends the exchange, and
   * the thread that awaits the response would take that for the upstream's fault.
   */
  private static final class Telling extends FilterInputStream {
    private final Consumer<ProxyFailure> failed;

    Telling(InputStream in, Consumer<ProxyFailure> failed) {
      super(in);
      this.failed = failed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      try {
        return in.read(target, offset, count);
      } catch (ClientBodyException e) {
        failed.accept(e.failure());
        throw e;
      }
    }
  }
}
