package io.visiona.api.start;

import io.visiona.shared.sessions.SessionHandle;
import io.visiona.shared.sessions.SessionStore;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.shared.sessions.SessionStoreException.Code;
import io.visiona.shared.sessions.SessionSummary;
import java.time.Duration;
import java.util.List;

/** The session store of a server without a relay: everything is unavailable. */
final class NoRelay implements SessionStore<SessionHandle> {
  @Override
  public void register(SessionHandle session) throws SessionStoreException {
    throw none();
  }

  @Override
  public void unregister(String sessionId) throws SessionStoreException {
    throw none();
  }

  @Override
  public SessionHandle lookup(String sessionId) throws SessionStoreException {
    throw none();
  }

  @Override
  public boolean exists(String sessionId) throws SessionStoreException {
    throw none();
  }

  @Override
  public List<SessionSummary> list() throws SessionStoreException {
    throw none();
  }

  @Override
  public void heartbeat(String sessionId) throws SessionStoreException {
    throw none();
  }

  @Override
  public int cleanupExpired(Duration age) throws SessionStoreException {
    throw none();
  }

  @Override
  public int closeAll() throws SessionStoreException {
    throw none();
  }

  private static SessionStoreException none() {
    return new SessionStoreException(Code.RELAY_UNAVAILABLE, "No relay is configured");
  }
}
