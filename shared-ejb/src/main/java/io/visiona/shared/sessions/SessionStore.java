package io.visiona.shared.sessions;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The live tunnel sessions. The relay's implementation holds them; the API's asks the relay and
 * does not support what only the relay can do. Sessions are addressed by their public id, never by
 * a token. Thread-safe.
 *
 * @param <H> the handle this store gives out
 */
public interface SessionStore<H extends SessionHandle> {

  /**
   * Adds a session; an older generation of the same id is replaced and closed without being waited
   * for.
   */
  void register(H session) throws SessionStoreException;

  /**
   * Removes (relay) or closes at the relay (API) the session of that id; absent is a no-op, any
   * other failure passes.
   */
  void unregister(String sessionId) throws SessionStoreException;

  /**
   * As {@link #unregister}, for a session whose credential is not accepted any more.
   *
   * @param leastVersion of the credentials that are; a session of one of them stays. 0 for none
   */
  default void revoke(String sessionId, int leastVersion) throws SessionStoreException {
    unregister(sessionId);
  }

  /** The live session, else {@link SessionStoreException.Code#NOT_FOUND}. */
  H lookup(String sessionId) throws SessionStoreException;

  /** False only when it is known to be absent; any failure is an exception. */
  boolean exists(String sessionId) throws SessionStoreException;

  /** Summaries of all live sessions. */
  List<SessionSummary> list() throws SessionStoreException;

  /** Summaries of the live sessions of some owners. */
  default List<SessionSummary> listOf(Set<String> owners) throws SessionStoreException {
    return list().stream().filter(summary -> owners.contains(summary.owner())).toList();
  }

  /** As {@link #listOf}, as far as it can be told. */
  default Listing listKnown(Set<String> owners) throws SessionStoreException {
    return new Listing(listOf(owners), true);
  }

  /**
   * Some live sessions.
   *
   * @param complete whether what is not among them does not live; otherwise that is unknown
   */
  record Listing(List<SessionSummary> sessions, boolean complete) {}

  /** Summaries of those of some sessions that live. */
  default List<SessionSummary> list(Collection<String> sessionIds) throws SessionStoreException {
    Set<String> wanted = Set.copyOf(sessionIds);
    return list().stream().filter(summary -> wanted.contains(summary.sessionId())).toList();
  }

  /** Notes that the session was heard of now. */
  void heartbeat(String sessionId) throws SessionStoreException;

  /** Removes and closes what was silent for longer than {@code age}; returns how many. */
  int cleanupExpired(Duration age) throws SessionStoreException;

  /** Closes everything, for shutdown; returns how many. */
  int closeAll() throws SessionStoreException;
}
