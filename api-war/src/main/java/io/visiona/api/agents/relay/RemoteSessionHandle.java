package io.visiona.api.agents.relay;

import io.visiona.shared.sessions.SessionHandle;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.shared.sessions.SessionSummary;
import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A tunnel that lives in the relay; its streams go through the standing link to it. Thread-safe.
 */
public final class RemoteSessionHandle implements SessionHandle {
  private final SessionSummary found;
  private final RelaySessionStore store;

  RemoteSessionHandle(SessionSummary found, RelaySessionStore store) {
    this.found = found;
    this.store = store;
  }

  @Override
  public String sessionId() {
    return found.sessionId();
  }

  @Override
  public long generation() {
    return found.generation();
  }

  @Override
  public SessionSummary summary() throws SessionStoreException {
    return store.summary(sessionId());
  }

  @Override
  public YamuxStream openStream(Duration timeout) throws IOException {
    try {
      return link().open(sessionId(), ByteBuffer.allocate(0), timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("interrupted while opening a stream").initCause(e);
    }
  }

  private RelayLink link() throws IOException {
    try {
      return store.link(sessionId());
    } catch (SessionStoreException gone) {
      throw new RelayUnavailableException("there is no way to the session: " + gone.code());
    }
  }

  @Override
  public void close() throws SessionStoreException {
    store.unregister(sessionId());
  }
}
