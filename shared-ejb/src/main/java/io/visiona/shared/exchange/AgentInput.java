package io.visiona.shared.exchange;

import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The stream's input with the limits of the phase it is in: while the head is read, bytes and time
 * are counted over all reads, so that a byte now and then does not keep an exchange waiting; in the
 * body only idleness counts.
 */
final class AgentInput extends InputStream {
  private final YamuxStream stream;
  private final InputStream in;
  private final ExchangeLimits limits;
  private final RequestProgress progress;
  private final StreamOpener opener;
  private final long opened = System.nanoTime();
  private int headBytes;
  private boolean inBody;
  private boolean endsWithStream;
  private boolean accepted;

  AgentInput(
      YamuxStream stream, ExchangeLimits limits, RequestProgress progress, StreamOpener opener) {
    this.stream = stream;
    this.in = stream.input();
    this.limits = limits;
    this.progress = progress;
    this.opener = opener;
  }

  /**
   * From here on the body is read.
   *
   * @param untilEnd whether the stream's end is the body's; any other body must have ended before
   */
  void beginBody(boolean untilEnd) {
    inBody = true;
    endsWithStream = untilEnd;
    stream.readTimeout(limits.idleBody());
  }

  /** From here on it is another protocol, which may be silent for as long as it likes. */
  void beginSwitched() {
    inBody = true;
    endsWithStream = true;
    stream.readTimeout(Duration.ZERO);
  }

  /** Bytes taken from the stream while the head was read. */
  int headBytes() {
    return headBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (!inBody) {
      return readHead(target, offset, length);
    }
    int count;
    try {
      count = in.read(target, offset, length);
    } catch (YamuxException e) {
      throw ExchangeException.of(e, true);
    }
    if (count < 0 && !endsWithStream) {
      // The parser would take some early ends for good ones.
      throw new ExchangeException(ExchangeException.Code.LOST, "the stream ended within the body");
    }
    return count;
  }

  private int readHead(byte[] target, int offset, int length) throws IOException {
    int room = limits.headBytes() + HttpExchange.BUFFER - headBytes;
    if (room <= 0) {
      throw ExchangeException.badResponse("the head is too large");
    }
    while (true) {
      stream.readTimeout(Duration.ofMillis(Math.max(1, nextDeadline() / 1_000_000)));
      try {
        int count = in.read(target, offset, Math.min(length, room));
        if (count < 0 && headBytes > 0) {
          throw ExchangeException.badResponse("the stream ended within the head");
        }
        headBytes += Math.max(0, count);
        return count;
      } catch (YamuxException e) {
        if (e.code() != YamuxException.Code.READ_TIMEOUT) {
          throw ExchangeException.of(e, accepted());
        }
        checkOverdue();
      }
    }
  }

  private long nextDeadline() {
    long head = progress.left();
    return accepted ? head : Math.min(head, openLeft());
  }

  private long openLeft() {
    long waited = System.nanoTime() - opened;
    return Math.min(
        limits.open().toNanos() - Math.min(waited, opener.quietNanos()),
        limits.openInAll().toNanos() - waited);
  }

  private void checkOverdue() throws ExchangeException {
    if (!accepted() && openLeft() <= 0) {
      throw new ExchangeException(
          ExchangeException.Code.OPEN_TIMEOUT, "nobody accepted the stream in time");
    }
    if (progress.left() <= 0) {
      throw new ExchangeException(ExchangeException.Code.RESPONSE_TIMEOUT, "no response in time");
    }
  }

  /** Whether the agent has taken the stream; does not wait. */
  boolean accepted() {
    if (headBytes > 0) {
      return true;
    }
    if (!accepted) {
      try {
        accepted = stream.awaitAcknowledged(Duration.ZERO);
      } catch (YamuxException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return accepted;
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }
}
