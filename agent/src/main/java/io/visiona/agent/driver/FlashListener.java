package io.visiona.agent.driver;

/** Hears how loading a model goes; called on the loading thread. */
public interface FlashListener {
  /** The parts of loading, in order. */
  enum Phase {
    WRITING,
    CHECKING,
    RESTARTING
  }

  /**
   * Called at the begin of each phase and as it goes on.
   *
   * @param done bytes (of writing) or milliseconds
   * @param total of the same unit
   */
  void progress(Phase phase, long done, long total);
}
