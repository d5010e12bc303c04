package io.visiona.agent.api;

/** Restarts the agent or its machine, a moment after it was asked to. */
public interface Restart {
  /** Whether the agent's owner allows the machine to be restarted from afar. */
  boolean isHostAllowed();

  /** Asks for it; returns at once, so that the answer can be sent before. */
  void ask(boolean host);
}
