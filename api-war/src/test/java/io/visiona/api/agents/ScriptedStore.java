package io.visiona.api.agents;

import io.visiona.api.agents.relay.TunnelCloser;
import io.visiona.shared.sessions.SessionHandle;
import io.visiona.shared.sessions.SessionStore;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.shared.sessions.SessionStoreException.Code;
import io.visiona.shared.sessions.SessionSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A relay that holds the sessions it is told to, and can be away. */
final class ScriptedStore implements SessionStore<SessionHandle> {
  final Map<String, SessionSummary> live = new ConcurrentHashMap<>();
  volatile boolean away;

  /** Ends tunnels there. */
  final TunnelCloser closer =
      new TunnelCloser() {
        @Override
        public Set<String> revoke(String agent, int leastVersion) {
          return Set.of("relay");
        }

        @Override
        public void close(String relay, String agent, int leastVersion)
            throws SessionStoreException {
          unregister(agent);
        }
      };

  static SessionSummary summary(String agent, long generation) {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    return new SessionSummary(
        agent,
        generation,
        agent,
        "owner",
        "192.0.2.1",
        "yamux",
        "",
        now,
        now,
        Duration.ofMillis(3),
        1,
        2,
        3,
        4,
        false);
  }

  @Override
  public void unregister(String sessionId) throws SessionStoreException {
    reach();
    live.remove(sessionId);
  }

  @Override
  public List<SessionSummary> list() throws SessionStoreException {
    reach();
    return List.copyOf(live.values());
  }

  @Override
  public SessionHandle lookup(String sessionId) throws SessionStoreException {
    reach();
    throw new SessionStoreException(Code.NOT_FOUND, "none");
  }

  @Override
  public boolean exists(String sessionId) throws SessionStoreException {
    reach();
    return live.containsKey(sessionId);
  }

  @Override
  public void register(SessionHandle session) throws SessionStoreException {
    throw unsupported();
  }

  @Override
  public void heartbeat(String sessionId) throws SessionStoreException {
    throw unsupported();
  }

  @Override
  public int cleanupExpired(Duration age) throws SessionStoreException {
    throw unsupported();
  }

  @Override
  public int closeAll() throws SessionStoreException {
    throw unsupported();
  }

  private void reach() throws SessionStoreException {
    if (away) {
      throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "away");
    }
  }

  private static SessionStoreException unsupported() {
    return new SessionStoreException(Code.NOT_SUPPORTED, "not the relay");
  }
}
