package io.visiona.relay.transport;

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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The raw byte stream behind {@code Upgrade: yamux}. Reading and writing are both non-blocking; buffers are borrowed while there
 * is something to move. The container makes the instance, {@link #onUpgraded} tells it whom to serve.
 */
public final class UpgradedStream implements HttpUpgradeHandler, ReadListener, WriteListener, Transport {
  private static final Logger LOG = System.getLogger(UpgradedStream.class.getName());
  private static final BufferPool BUFFERS = BufferPool.heap(256);

  private final AtomicReference<@Nullable Write> outstanding = new AtomicReference<>();
  private @Nullable Function<Transport, Connection> acceptor;
  private @Nullable WebConnection web;
  private @Nullable ServletInputStream in;
  private @Nullable ServletOutputStream out;
  private volatile @Nullable Connection connection;
  private boolean started;

  /** For the container. */
  public UpgradedStream() {}

  /** What to do once the 101 went out; to be set before the request's thread returns. */
  public void onUpgraded(Function<Transport, Connection> accept) {
    acceptor = accept;
  }

  @Override
  public void init(WebConnection upgraded) {
    Function<Transport, Connection> accept = acceptor;
    if (accept == null) {
      throw new IllegalStateException("upgraded without anybody to serve");
    }
    web = upgraded;
    try {
      ServletInputStream input = upgraded.getInputStream();
      ServletOutputStream output = upgraded.getOutputStream();
      in = input;
      out = output;
      connection = accept.apply(this);
      input.setReadListener(this);
      output.setWriteListener(this);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The stream broke while it was upgraded", e);
      close();
    }
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
        to.received(buffer.clear().limit(count));
      }
    } finally {
      BUFFERS.giveBack(buffer);
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
  public void send(ByteBuffer bytes, Completion completion) {
    outstanding.set(new Write(bytes, completion));
    try {
      advance();
    } catch (IOException | IllegalStateException broken) {
      broken(broken);
    }
  }

  /**
   * Takes the next step of the write when that would not block: write, flush, done. Every step is preceded by {@code isReady} on
   * the same thread, as some containers insist. Once it said no, {@link #onWritePossible} comes back here, and nothing may be
   * touched any more.
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
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (Exception alreadyGone) {
      LOG.log(Level.DEBUG, "Closing an upgraded stream", alreadyGone);
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
