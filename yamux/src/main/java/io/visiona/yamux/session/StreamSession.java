package io.visiona.yamux.session;

import io.visiona.yamux.flow.WindowBudget;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A session for threads that may block: open and accept {@link YamuxStream}s. Thread-safe. */
public final class StreamSession implements AutoCloseable {
  private StreamSession() {}

  /**
   * Makes a session that some rim has yet to drive.
   *
   * @param outputReady told, from any thread, that something waits to be transmitted; must not block
   */
  public static StreamSession over(
      Role role, SessionConfig config, WindowBudget budget, Runnable outputReady) {
    return Unfinished.body();
  }

  /** As {@link #open(ByteBuffer, Duration)} without first bytes. */
  public YamuxStream open(Duration timeout) throws YamuxException, InterruptedException {
    return open(ByteBuffer.allocate(0), timeout);
  }

  /**
   * Opens a stream whose SYN carries {@code first}; waits while too many opens are unacknowledged.
   * It does not wait for the acknowledgement.
   *
   * @throws YamuxException {@code PENDING_OPEN_LIMIT} when there was no room in time, {@code
   *     STREAM_LIMIT}, {@code GOING_AWAY}, or whatever ended the session
   */
  public YamuxStream open(ByteBuffer first, Duration timeout)
      throws YamuxException, InterruptedException {
    return Unfinished.body();
  }

  /**
   * Waits for the peer to open a stream and acknowledges it.
   *
   * @throws YamuxException whatever ended the session
   */
  public YamuxStream accept() throws YamuxException, InterruptedException {
    return Unfinished.body();
  }

  /** Completes with the reason when the session has ended; never exceptionally. */
  public CompletionStage<YamuxException> ended() {
    return Unfinished.body();
  }

  /** The session underneath: for the rim, for drain and for figures. */
  public Session session() {
    return Unfinished.body();
  }

  /** Ends the session with {@code SESSION_CLOSED}. */
  @Override
  public void close() {
    Unfinished.body();
  }
}
