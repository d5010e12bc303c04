package io.visiona.api.agents;

import java.util.Optional;
import java.util.UUID;

/** Answers, for every forwarded request, whether the agent is the caller's. Thread-safe. */
public interface AgentDirectory {

  /**
   * The access {@code subject} has to {@code agent}; empty when there is no such agent or it is
   * somebody else's, which callers must not be able to tell apart. May be up to a second old on
   * another server than the one that changed it.
   */
  Optional<AgentAccess> find(String subject, UUID agent);
}
