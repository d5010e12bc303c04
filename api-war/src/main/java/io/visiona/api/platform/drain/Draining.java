package io.visiona.api.platform.drain;

/** Something that a stopping server gives time to finish. Thread-safe. */
public interface Draining {
  /** How many requests it still serves. */
  int inFlight();

  /** Ends what is left; called at most once, must not block. */
  void cut();
}
