package io.visiona.relay.tunnel;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Asks the authority about a token once, however many connections present it at the same time, and
 * remembers the answer for a second at most: no longer than a revocation may take. A failure to
 * answer is not remembered. Thread-safe.
 */
public final class Introspector {
  /** Revoking an agent must take effect within a second. */
  private static final Duration REMEMBERED = Duration.ofMillis(800);

  /**
   * Kept for one who comes again because no thread could wait. A revocation in this time is noticed
   * all the same: it closes the session, which counts for whoever was asked about before, and a
   * directory refuses the claim of an older credential.
   */
  private static final Duration KEPT = Duration.ofSeconds(10);

  private static final int MOST_REMEMBERED = 20_000;

  private final Questions questions;
  private final VerdictExchange exchange;
  private final AsyncCache<String, Introspection> answers;
  private final Cache<String, Introspection.Active> kept;

  public Introspector(
      TokenAuthority authority, VerdictExchange exchange, Executor executor, Ticker clock) {
    this(new Questions(authority, executor), exchange, executor, clock);
  }

  Introspector(Questions questions, VerdictExchange exchange, Executor executor, Ticker clock) {
    this.questions = questions;
    this.exchange = exchange;
    this.answers =
        Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(MOST_REMEMBERED)
            .ticker(clock)
            .executor(executor)
            .buildAsync();
    this.kept =
        Caffeine.newBuilder()
            .expireAfterWrite(KEPT)
            .maximumSize(MOST_REMEMBERED)
            .ticker(clock)
            .executor(executor)
            .build();
  }

  /**
   * What the API says of it, or said to another relay within a minute; never completes
   * exceptionally.
   */
  public CompletableFuture<Introspection> introspect(PresentedToken credential) {
    return remembered(
        credential,
        () ->
            exchange
                .find(credential)
                .thenCompose(told ->
                    told.isPresent()
                        ? CompletableFuture.<Introspection>completedFuture(told.get())
                        : ask(credential)));
  }

  /** As {@link #introspect}, whatever other relays were told. */
  CompletableFuture<Introspection> introspectHere(PresentedToken credential) {
    return remembered(credential, () -> ask(credential));
  }

  private CompletableFuture<Introspection> ask(PresentedToken credential) {
    return questions
        .ask(credential)
        .thenApply(told -> {
          Introspection answer = answer(told);
          if (answer instanceof Introspection.Active active) {
            exchange.keep(credential, active);
          }
          return answer;
        });
  }

  private CompletableFuture<Introspection> remembered(
      PresentedToken credential, Supplier<CompletableFuture<Introspection>> question) {
    CompletableFuture<Introspection> asked =
        answers.get(credential.hash(), (_, _) -> question.get());
    // Whoever was asked has told the log. The cache itself may forget a failure only after who
    // waited has asked again.
    return asked.exceptionally(_ -> {
      answers.asMap().remove(credential.hash(), asked);
      return new Introspection.Unavailable();
    });
  }

  private static Introspection answer(Introspection told) {
    return switch (told) {
      case Introspection.Active active -> active;
      case Introspection.Inactive inactive -> inactive;
      // An exception is what the cache does not keep.
      case Introspection.Unavailable _ -> throw new IllegalStateException("no answer");
    };
  }

  /** Keeps an answer for the next time that this credential is presented, for 10 s and once. */
  void keep(PresentedToken credential, Introspection.Active answer) {
    kept.put(credential.hash(), answer);
  }

  /** What was kept of it. */
  Optional<Introspection> takeKept(PresentedToken credential) {
    return Optional.ofNullable(kept.asMap().remove(credential.hash()));
  }

  /** Forgets every answer about this agent. */
  public void forget(String agentId) {
    kept.asMap().values().removeIf(answer -> answer.agent().agentId().equals(agentId));
    answers
        .synchronous()
        .asMap()
        .values()
        .removeIf(answer ->
            answer instanceof Introspection.Active active
                && active.agent().agentId().equals(agentId));
  }
}
