package io.visiona.api.forward;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.visiona.shared.sessions.SessionStore;
import io.visiona.shared.sessions.SessionStoreException;
import java.time.Duration;
import java.util.UUID;

/**
 * Tells why a stream was refused by a relay that did not say, as earlier versions do not. It is
 * asked once for all requests that wonder at the same time, and the answer holds for a moment, so
 * that a crowd of requests to an agent that is gone does not become a crowd at the relay.
 * Thread-safe.
 */
final class AgentPresence {
  private static final Duration FRESH = Duration.ofMillis(200);
  private static final int LARGEST = 10_000;

  /** What the relay said. */
  enum State {
    PRESENT,
    ABSENT,
    UNKNOWN
  }

  private final SessionStore<?> store;
  private final Cache<UUID, State> answers =
      Caffeine.newBuilder()
          .expireAfterWrite(FRESH)
          .maximumSize(LARGEST)
          .executor(Runnable::run)
          .build();

  AgentPresence(SessionStore<?> store) {
    this.store = store;
  }

  State of(UUID agent) {
    return answers.get(agent, this::ask);
  }

  private State ask(UUID agent) {
    try {
      return store.exists(agent.toString()) ? State.PRESENT : State.ABSENT;
    } catch (SessionStoreException e) {
      return State.UNKNOWN;
    }
  }
}
