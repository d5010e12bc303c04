package io.visiona.shared.sessions;

import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.time.Duration;

/** A live tunnel: in the relay itself, or seen through the relay from the API. Thread-safe. */
public interface SessionHandle {

  /** The public id it is addressed by. */
  String sessionId();

  /**
   * Which connection of the agent it is; a late event of an older one must not touch a newer one.
   */
  long generation();

  /** What can be told of it now; may ask the relay. */
  SessionSummary summary() throws SessionStoreException;

  /** A new stream to the agent; waits at most {@code timeout} for room to open it. */
  YamuxStream openStream(Duration timeout) throws IOException;

  /** Ends the tunnel now. Idempotent. */
  void close() throws SessionStoreException;
}
