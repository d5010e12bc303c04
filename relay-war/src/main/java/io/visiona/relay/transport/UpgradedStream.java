package io.visiona.relay.transport;

import io.visiona.relay.websocket.WebSocketException;
import io.visiona.shared.container.ConnectionCloser;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The byte stream behind an upgrade, plain or as a WebSocket. Reading and writing are both
 * non-blocking; buffers are borrowed while there is something to move. The container makes the
 * instance, {@link #onUpgraded} tells it whom to serve.
 */
public final class UpgradedStream
    implements HttpUpgradeHandler, ReadListener, WriteListener, Transport {
  private static final Logger LOG = System.getLogger(UpgradedStream.class.getName());
  private static final BufferPool BUFFERS = BufferPool.heap(256);

  private final AtomicReference<@Nullable Write> outstanding = new AtomicReference<>();
  private TransportCodec framing = PlainFraming.INSTANCE;
  private @Nullable Function<Transport, Connection> acceptor;
  private @Nullable ConnectionCloser closer;
  private @Nullable WebConnection web;
  private @Nullable ServletInputStream in;
  private @Nullable ServletOutputStream out;
  private volatile @Nullable Connection connection;
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean started;

  /** For the container. */
  public UpgradedStream() {}

  /** What to do once the 101 went out; to be set before the request's thread returns. */
  public void onUpgraded(
      TransportCodec between, ConnectionCloser closes, Function<Transport, Connection> accept) {
    framing = between;
    closer = closes;
    acceptor = accept;
  }

  @Override
  public void init(WebConnection upgraded) {
    web = upgraded;
    try {
      Function<Transport, Connection> accept =
          Objects.requireNonNull(acceptor, "upgraded without anybody to serve");
      Objects.requireNonNull(closer, "upgraded without a way to close").closeWithUpgrade();
      ServletInputStream input = upgraded.getInputStream();
      ServletOutputStream output = upgraded.getOutputStream();
      in = input;
      out = output;
      connection = accept.apply(this);
      input.setReadListener(this);
      output.setWriteListener(this);
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "The stream broke while it was upgraded", e);
      giveUp();
    } catch (RuntimeException e) {
      // Who throws out of here leaves the connection open for ever.
      LOG.log(Level.ERROR, "An upgraded stream cannot be served", e);
      giveUp();
    }
  }

  private void giveUp() {
    lost();
    close();
  }

  @Override
  public void onDataAvailable() throws IOException {
    Connection to = connection;
    ServletInputStream from = in;
    if (to == null || from == null) {
      return;
    }
    ByteBuffer buffer = BUFFERS.take();
    try {
      while (from.isReady()) {
        int count = from.read(buffer.array(), buffer.arrayOffset(), buffer.capacity());
        if (count < 0) {
          to.transportClosed();
          return;
        }
        received(to, buffer.clear(), count);
        if (framing.isEnded()) {
          to.transportClosed();
          return;
        }
      }
    } catch (WebSocketException broken) {
      LOG.log(Level.DEBUG, "A WebSocket ended by its peer''s fault: {0}", broken.getMessage());
      to.transportClosed();
    } finally {
      BUFFERS.giveBack(buffer);
    }
  }

  private void received(Connection to, ByteBuffer block, int count) throws WebSocketException {
    int start = block.arrayOffset();
    int end = framing.decode(block.array(), start, start + count);
    if (end > start) {
      to.received(block.limit(end - start));
    }
    if (framing.hasOwnOutput()) {
      to.outputReady();
    }
  }

  @Override
  public void onAllDataRead() {
    lost();
  }

  @Override
  public void onWritePossible() {
    Connection to = connection;
    if (to != null && !started) {
      started = true;
      to.start();
      return;
    }
    try {
      advance();
    } catch (IOException | IllegalStateException broken) {
      broken(broken);
    }
  }

  @Override
  public void onError(Throwable broken) {
    broken(broken);
    lost();
  }

  private void broken(Throwable why) {
    LOG.log(Level.DEBUG, "An upgraded stream broke", why);
    Write failed = outstanding.getAndSet(null);
    if (failed != null) {
      failed.completion.failed();
    }
  }

  @Override
  public void destroy() {
    lost();
  }

  @Override
  public BufferPool buffers() {
    return BUFFERS;
  }

  @Override
  public int headroom() {
    return framing.headroom();
  }

  @Override
  public boolean hasOwnOutput() {
    return framing.hasOwnOutput();
  }

  @Override
  public void send(ByteBuffer bytes, Completion completion) {
    framing.encode(bytes);
    if (!outstanding.compareAndSet(null, new Write(bytes, completion))) {
      // The last words are being said.
      completion.failed();
      return;
    }
    try {
      advance();
    } catch (IOException | IllegalStateException broken) {
      broken(broken);
    }
  }

  /**
   * Takes the next step of the write when that would not block: write, flush, done. Every step is
   * preceded by {@code isReady} on the same thread, as some containers insist. Once it said no,
   * {@link #onWritePossible} comes back here, and nothing may be touched any more.
   */
  private void advance() throws IOException {
    ServletOutputStream to = out;
    Write write = outstanding.get();
    if (to == null || write == null) {
      return;
    }
    while (to.isReady()) {
      switch (write.step) {
        case WRITE -> {
          write.step = Step.FLUSH;
          ByteBuffer bytes = write.bytes;
          to.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
        case FLUSH -> {
          write.step = Step.DONE;
          to.flush();
        }
        case DONE -> {
          if (outstanding.compareAndSet(write, null)) {
            write.completion.sent();
          }
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    WebConnection open = web;
    if (open == null || closed.getAndSet(true)) {
      return;
    }
    sayLastWords();
    try {
      open.close();
    } catch (Exception alreadyGone) {
      LOG.log(Level.DEBUG, "Closing an upgraded stream", alreadyGone);
    }
    if (closer != null) {
      closer.closeNow();
    }
  }

  /** As far as the socket takes them at once: nobody waits for a peer that does not read. */
  private void sayLastWords() {
    ByteBuffer words = framing.lastWords();
    if (words.hasRemaining() && outstanding.compareAndSet(null, new Write(words, Nobody.CARES))) {
      try {
        advance();
      } catch (IOException | IllegalStateException broken) {
        LOG.log(Level.DEBUG, "The last words were not said", broken);
      }
    }
  }

  private void lost() {
    Connection of = connection;
    if (of != null) {
      of.transportClosed();
    }
  }

  private enum Step {
    WRITE,
    FLUSH,
    DONE
  }

  /** Whom nobody tells. */
  private enum Nobody implements Completion {
    CARES;

    @Override
    public void sent() {
      // Closing follows.
    }

    @Override
    public void failed() {
      // Closing follows.
    }
  }

  /** The buffer on its way; the container may read it until it is ready for the next. */
  private static final class Write {
    private final ByteBuffer bytes;
    private final Completion completion;
    private volatile Step step = Step.WRITE;

    Write(ByteBuffer bytes, Completion completion) {
      this.bytes = bytes;
      this.completion = completion;
    }
  }
}
