package io.visiona.relay.tunnel;

import io.visiona.shared.config.Secret;
import io.visiona.shared.directory.SharedVerdicts;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What relays tell each other, in tests. */
final class Exchanges {
  static final Secret SECRET = new Secret("a-secret-of-relays-and-api");

  private Exchanges() {}

  /** Nothing. */
  static VerdictExchange off() {
    return new VerdictExchange(SharedVerdicts.none(), SECRET, () -> false, Clock.systemUTC());
  }

  /** Keeps everything, for as long as it lives. */
  static final class InMemory implements SharedVerdicts {
    final Map<String, String> kept = new HashMap<>();

    /** Uses this. */
    VerdictExchange on() {
      return new VerdictExchange(this, SECRET, () -> true, Clock.systemUTC());
    }

    @Override
    public CompletionStage<Optional<String>> find(String tokenHash) {
      return CompletableFuture.completedStage(Optional.ofNullable(kept.get(tokenHash)));
    }

    @Override
    public void keep(String tokenHash, String verdict) {
      kept.put(tokenHash, verdict);
    }
  }
}
