package io.visiona.yamux.blocking;

import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ResetCodes;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * A stream for threads that may block, virtual ones above all. One reader and one writer at a time;
 * everything else may be called by anyone. To be closed in the end, whatever became of it.
 */
public final class YamuxStream implements AutoCloseable {
  private final Channel channel;
  private final StreamBuffer buffer;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();
  private volatile long readNanos = Long.MAX_VALUE;
  private volatile long writeNanos = Long.MAX_VALUE;

  YamuxStream(Channel channel, StreamBuffer buffer) {
    this.channel = channel;
    this.buffer = buffer;
  }

  /** The stream id on this session's wire, unsigned. */
  public int id() {
    return channel.id();
  }

  /**
   * Received bytes; -1 after the peer's FIN. Fails with {@code STREAM_RESET}, {@code READ_TIMEOUT}
   * or whatever ended the session (after everything that had been received). Closing it does
   * nothing.
   */
  public InputStream input() {
    return input;
  }

  /**
   * Bytes to send; a write returns when all of them are queued for the transport and blocks while
   * the peer's window or the queue has no room. Closing it is {@link #closeOutput()}; flushing does
   * nothing, as nothing is held back.
   */
  public OutputStream output() {
    return output;
  }

  /** How long one read may wait; zero = for ever, which is the default. */
  public void readTimeout(Duration timeout) {
    readNanos = StreamBuffer.nanos(timeout);
  }

  /** How long one write may wait without any progress; zero = for ever, which is the default. */
  public void writeTimeout(Duration timeout) {
    writeNanos = StreamBuffer.nanos(timeout);
  }

  /**
   * Waits for the peer's acknowledgement; false when it did not come in time.
   *
   * @throws YamuxException {@code STREAM_RESET}, {@code OPEN_TIMEOUT}, or what ended the session
   */
  public boolean awaitAcknowledged(Duration timeout) throws YamuxException, InterruptedException {
    return buffer.awaitAcknowledged(timeout.toNanos());
  }

  /**
   * Whether nothing more comes: the peer has finished, or stream or session have ended. What had
   * been received may still be there to be read.
   */
  public boolean isOver() {
    return buffer.isOver();
  }

  /** Sends FIN; reading goes on. */
  public void closeOutput() {
    channel.finish();
    buffer.wakeWriters();
  }

  /** Ends both directions at once with RST; drops what is unread and unsent. */
  public void reset() {
    reset(ResetCodes.UNKNOWN);
  }

  /** As {@link #reset()}, with a reason for the peer: see {@link Channel#reset(int)}. */
  public void reset(int code) {
    channel.reset(code);
    buffer.fail(
        new YamuxException(YamuxException.Code.STREAM_RESET, "the stream was reset here"), false);
  }

  /**
   * Done with it. FIN when nothing is unread; RST when something is, or when more comes, so that
   * the peer does not wait for a reader that is gone.
   */
  @Override
  public void close() {
    if (buffer.isClosed()) {
      return;
    }
    if (buffer.close()) {
      channel.reset();
    } else {
      channel.linger();
    }
  }

  private void write(ByteBuffer payload) throws IOException {
    while (payload.hasRemaining()) {
      long left = buffer.awaitCredit(writeNanos);
      int taken = send(payload, left);
      if (taken == Channel.TIMED_OUT) {
        throw new YamuxException(
            YamuxException.Code.WRITE_TIMEOUT, "waited too long for the transport");
      }
      if (taken == 0 && channel.isFinished()) {
        throw new YamuxException(YamuxException.Code.STREAM_CLOSED, "the output was closed");
      }
    }
  }

  private int send(ByteBuffer payload, long nanos) throws InterruptedIOException {
    try {
      return channel.sendWaiting(payload, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StreamBuffer.interrupted();
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      return length == 0 ? 0 : buffer.read(target, offset, length, readNanos);
    }

    @Override
    public int available() {
      return buffer.available();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      YamuxStream.this.write(ByteBuffer.wrap(source, offset, length));
    }

    @Override
    public void close() {
      closeOutput();
    }
  }
}
