package io.visiona.api.relay;

import io.visiona.shared.sessions.SessionStore;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.shared.sessions.SessionStoreException.Code;
import io.visiona.shared.sessions.SessionSummary;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The relay's live sessions seen from the API. What only the relay can do is {@code NOT_SUPPORTED}; what the relay could not
 * be asked is {@code RELAY_UNAVAILABLE} and never passes for absence. Thread-safe.
 */
public final class RelaySessionStore implements SessionStore<RemoteSessionHandle> {
  private final RelayCalls relay;
  private final RelayLink link;

  public RelaySessionStore(RelayCalls relay, RelayLink link) {
    this.relay = relay;
    this.link = link;
  }

  @Override
  public void register(RemoteSessionHandle session) throws SessionStoreException {
    throw notSupported("register");
  }

  @Override
  public void unregister(String sessionId) throws SessionStoreException {
    asked(
        () -> {
          relay.close(sessionId);
          return true;
        });
  }

  @Override
  public RemoteSessionHandle lookup(String sessionId) throws SessionStoreException {
    return new RemoteSessionHandle(summary(sessionId), link, this);
  }

  /** The summary of a live session, asked now. */
  SessionSummary summary(String sessionId) throws SessionStoreException {
    SessionSummary found =
        asked(
            () -> {
              JsonObject json = relay.session(sessionId);
              return json == null ? null : Summaries.one(json);
            });
    if (found == null) {
      throw new SessionStoreException(Code.NOT_FOUND, "no such session");
    }
    return found;
  }

  @Override
  public boolean exists(String sessionId) throws SessionStoreException {
    return asked(() -> relay.session(sessionId)) != null;
  }

  @Override
  public List<SessionSummary> list() throws SessionStoreException {
    List<SessionSummary> all = asked(() -> Summaries.list(relay.sessions()));
    return all == null ? List.of() : all;
  }

  @Override
  public void heartbeat(String sessionId) throws SessionStoreException {
    throw notSupported("heartbeat");
  }

  @Override
  public int cleanupExpired(Duration age) throws SessionStoreException {
    throw notSupported("cleanupExpired");
  }

  @Override
  public int closeAll() throws SessionStoreException {
    throw notSupported("closeAll");
  }

  /** Whatever goes wrong in between (time-out, open circuit, full bulkhead, refused connection, nonsense) means: could not ask. */
  private static <T> @Nullable T asked(Supplier<@Nullable T> question) throws SessionStoreException {
    try {
      return question.get();
    } catch (RuntimeException e) {
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "the relay could not be asked", e);
    }
  }

  private static SessionStoreException notSupported(String operation) {
    return new SessionStoreException(Code.NOT_SUPPORTED, operation + " is the relay's own");
  }
}
