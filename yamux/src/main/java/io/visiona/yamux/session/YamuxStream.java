package io.visiona.yamux.session;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A stream for threads that may block, virtual ones above all. One reader and one writer at a time;
 * everything else may be called by anyone.
 */
public final class YamuxStream implements AutoCloseable {
  YamuxStream() {}

  public int id() {
    return Unfinished.body();
  }

  /**
   * Received bytes; -1 after the peer's FIN. Fails with {@code STREAM_RESET}, {@code READ_TIMEOUT}
   * or whatever ended the session. Closing it does nothing.
   */
  public InputStream input() {
    return Unfinished.body();
  }

  /**
   * Bytes to send; a write returns when all of them are queued for the transport and blocks while
   * the peer's window or the queue has no room. Closing it is {@link #closeOutput()}.
   */
  public OutputStream output() {
    return Unfinished.body();
  }

  /** How long one read may wait; zero = for ever, which is the default. */
  public void readTimeout(Duration timeout) {
    Unfinished.body();
  }

  /** How long one write may wait without any progress; zero = for ever, which is the default. */
  public void writeTimeout(Duration timeout) {
    Unfinished.body();
  }

  /** Waits for the peer's acknowledgement; false when it did not come in time. */
  public boolean awaitAcknowledged(Duration timeout) throws YamuxException, InterruptedException {
    return Unfinished.body();
  }

  /** Sends FIN; reading goes on. */
  public void closeOutput() {
    Unfinished.body();
  }

  /** Ends both directions at once with RST; drops what is unread and unsent. */
  public void reset() {
    Unfinished.body();
  }

  /** FIN when everything of the peer was read or can be; RST when something stays unread. */
  @Override
  public void close() {
    Unfinished.body();
  }
}
