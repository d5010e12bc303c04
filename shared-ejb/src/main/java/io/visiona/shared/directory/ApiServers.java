package io.visiona.shared.directory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The API servers that live. Each has a lease as relays have, and knows from it how many share what
 * there is of an agent. Thread-safe; nothing blocks.
 */
public interface ApiServers {

  /**
   * Renews the lease of this process as an API server, or begins it, and looks who has one. To be
   * called every 5 s: a lease that is not renewed ends after 15 s. Completes exceptionally when the
   * directory cannot be asked; then {@link #live} stays what it was.
   */
  CompletionStage<?> renew();

  /** Ends the lease: the others share without this one from their next renewal on. */
  CompletionStage<?> leave();

  /** How many there were when this one last renewed its lease, itself included: at least 1. */
  int live();

  /** An installation that has no directory to tell, and counts as one. */
  static ApiServers one() {
    return new ApiServers() {
      @Override
      public CompletionStage<?> renew() {
        return CompletableFuture.completedStage(true);
      }

      @Override
      public CompletionStage<?> leave() {
        return CompletableFuture.completedStage(true);
      }

      @Override
      public int live() {
        return 1;
      }
    };
  }
}
