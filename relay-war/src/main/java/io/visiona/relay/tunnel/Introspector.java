package io.visiona.relay.tunnel;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Asks the authority about a token once, however many connections present it at the same time, and
 * remembers the answer for a second at most: no longer than a revocation may take. A failure to
 * answer is not remembered. Waiting questions are bounded. Thread-safe.
 */
public final class Introspector {
  private static final Logger LOG = System.getLogger(Introspector.class.getName());

  /** Revoking an agent must take effect within a second. */
  private static final Duration REMEMBERED = Duration.ofMillis(800);

  private static final int MOST_REMEMBERED = 20_000;

  /** Questions under way: an authority that hangs must not gather more than this. */
  private static final int MOST_QUESTIONS = 256;

  private final TokenAuthority authority;
  private final Executor executor;
  private final AsyncCache<String, Introspection> answers;
  private final Semaphore questions = new Semaphore(MOST_QUESTIONS);

  public Introspector(TokenAuthority authority, Executor executor, Ticker clock) {
    this.authority = authority;
    this.executor = executor;
    this.answers =
        Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(MOST_REMEMBERED)
            .ticker(clock)
            .executor(executor)
            .buildAsync();
  }

  /** What the API says of it; never completes exceptionally. */
  public CompletableFuture<Introspection> introspect(PresentedToken credential) {
    return answers
        .get(
            credential.hash(),
            (_, _) -> CompletableFuture.supplyAsync(() -> question(credential), executor))
        .exceptionally(failure -> {
          LOG.log(
              Level.WARNING, "The API could not be asked about a token: {0}", failure.getMessage());
          return new Introspection.Unavailable();
        });
  }

  private Introspection question(PresentedToken credential) {
    if (!questions.tryAcquire()) {
      throw new IllegalStateException("too many questions under way");
    }
    try {
      return switch (authority.ask(credential)) {
        case Introspection.Active active -> active;
        case Introspection.Inactive inactive -> inactive;
        // An exception is what the cache does not keep.
        case Introspection.Unavailable _ -> throw new IllegalStateException("no answer");
      };
    } finally {
      questions.release();
    }
  }

  /** Forgets every answer about this agent. */
  public void forget(String agentId) {
    answers
        .synchronous()
        .asMap()
        .values()
        .removeIf(answer ->
            answer instanceof Introspection.Active active
                && active.agent().agentId().equals(agentId));
  }
}
