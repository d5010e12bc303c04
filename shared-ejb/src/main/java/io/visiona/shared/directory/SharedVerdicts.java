package io.visiona.shared.directory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What relays tell each other of credentials that the API accepted, by the digest of each, for
 * {@link #LIFE}. The claim of a tunnel is judged by itself, so a credential that was revoked since
 * wins none. Nothing blocks. Thread-safe.
 */
public interface SharedVerdicts {
  /** Shorter than a directory remembers a revocation. */
  Duration LIFE = Duration.ofSeconds(60);

  /** What was kept; completes exceptionally when the directory cannot be asked. */
  CompletionStage<Optional<String>> find(String tokenHash);

  /** Keeps it, where the directory answers. */
  void keep(String tokenHash, String verdict);

  /** Keeps nothing: there is nobody to tell. */
  static SharedVerdicts none() {
    return new SharedVerdicts() {
      @Override
      public CompletionStage<Optional<String>> find(String tokenHash) {
        return CompletableFuture.completedStage(Optional.empty());
      }

      @Override
      public void keep(String tokenHash, String verdict) {
        // Nobody would look for it.
      }
    };
  }
}
