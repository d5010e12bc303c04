package io.visiona.relay.sessions;

import io.visiona.relay.transport.Connection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one clock of all sessions, tunnels and links alike: no session has a timer of its own.
 * Thread-safe.
 */
public final class SessionTicker {
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  /** Ticks it until it is closed. */
  public void add(Connection connection) {
    connections.add(connection);
  }

  /** Once a second. */
  public void tick() {
    long now = System.nanoTime();
    connections.removeIf(Connection::isClosed);
    connections.forEach(connection -> connection.tick(now));
  }

  /** Connections that are not closed yet, including those of sessions that have ended. */
  public int size() {
    return connections.size();
  }
}
