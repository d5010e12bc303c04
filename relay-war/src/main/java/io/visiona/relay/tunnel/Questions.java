package io.visiona.relay.tunnel;

import io.visiona.relay.log.LogPause;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers questions about tokens and asks the authority about many at once: what comes within 5 ms,
 * or while as many batches are under way as may be, {@link TokenAuthority#MOST_TOKENS} in each. A
 * thousand agents that come back at once are ten questions. An authority that hangs gathers no more
 * than {@link #MOST_WAITING}. Thread-safe.
 */
final class Questions {
  private static final Logger LOG = System.getLogger(Questions.class.getName());

  private static final Duration GATHERING = Duration.ofMillis(5);

  /** Batches under way; more would not make the API faster. */
  static final int MOST_BATCHES = 8;

  /** Questions that wait for their batch. */
  static final int MOST_WAITING = 4_000;

  private final TokenAuthority authority;
  private final Executor executor;
  private final Consumer<Runnable> later;
  private final LogPause failures = new LogPause(System::nanoTime);

  /** Guarded by itself, as are the two below. */
  private final Deque<Question> waiting = new ArrayDeque<>();

  private int underWay;
  private boolean gathering;

  Questions(TokenAuthority authority, Executor executor) {
    this(authority, executor, Questions::afterGathering);
  }

  /** For tests, which say when 5 ms are over. */
  Questions(TokenAuthority authority, Executor executor, Consumer<Runnable> later) {
    this.authority = authority;
    this.executor = executor;
    this.later = later;
  }

  private static void afterGathering(Runnable then) {
    CompletableFuture.delayedExecutor(GATHERING.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
        .execute(then);
  }

  /**
   * The answer; exceptionally, when there is none. What depends on it runs on a thread of the
   * executor, for all of a batch one after another, and must not wait.
   */
  CompletableFuture<Introspection> ask(PresentedToken credential) {
    Question question = new Question(credential, new CompletableFuture<>());
    boolean first;
    synchronized (waiting) {
      if (waiting.size() >= MOST_WAITING) {
        note(1, "too many questions are waiting");
        return CompletableFuture.failedFuture(
            new IllegalStateException("too many questions are waiting"));
      }
      waiting.add(question);
      first = !gathering;
      gathering = true;
    }
    if (first) {
      later.accept(this::gathered);
    } else {
      start(TokenAuthority.MOST_TOKENS);
    }
    return question.answer();
  }

  private void gathered() {
    synchronized (waiting) {
      gathering = false;
    }
    start(1);
  }

  /** Asks what waits, if so many do, as far as there may be batches more. */
  private void start(int least) {
    List<Question> batch = next(least);
    while (!batch.isEmpty()) {
      List<Question> asked = batch;
      List<PresentedToken> credentials = asked.stream().map(Question::credential).toList();
      try {
        var _ =
            CompletableFuture.supplyAsync(() -> authority.ask(credentials), executor)
                .whenComplete((answers, failure) -> over(asked, answers, failure));
      } catch (RejectedExecutionException stopping) {
        over(asked, null, stopping);
      }
      batch = next(least);
    }
  }

  private List<Question> next(int least) {
    synchronized (waiting) {
      List<Question> batch = new ArrayList<>();
      if (waiting.size() < least || underWay == MOST_BATCHES) {
        return batch;
      }
      while (!waiting.isEmpty() && batch.size() < TokenAuthority.MOST_TOKENS) {
        batch.add(waiting.remove());
      }
      underWay += batch.isEmpty() ? 0 : 1;
      return batch;
    }
  }

  private void over(
      List<Question> batch, @Nullable List<Introspection> answers, @Nullable Throwable failure) {
    boolean stillGathering;
    synchronized (waiting) {
      underWay--;
      stillGathering = gathering;
    }
    // Those that have gathered while there was no batch more; the time of the others is not over.
    start(stillGathering ? TokenAuthority.MOST_TOKENS : 1);
    if (answers == null) {
      Throwable reason = reason(failure);
      note(batch.size(), reason.toString());
      batch.forEach(question -> question.answer().completeExceptionally(reason));
    } else {
      tell(batch, answers);
    }
  }

  private static Throwable reason(@Nullable Throwable failure) {
    if (failure == null) {
      return new IllegalStateException("no answer");
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? failure : cause;
  }

  private void tell(List<Question> batch, List<Introspection> answers) {
    int unanswered = 0;
    for (int i = 0; i < batch.size(); i++) {
      Introspection answer = i < answers.size() ? answers.get(i) : new Introspection.Unavailable();
      unanswered += answer instanceof Introspection.Unavailable ? 1 : 0;
      batch.get(i).answer().complete(answer);
    }
    if (unanswered > 0) {
      note(unanswered, "it did not answer about each");
    }
  }

  /** One line a second, however many agents come while the API is away. */
  private void note(int unanswered, String reason) {
    OptionalLong told = failures.note(unanswered);
    if (told.isPresent()) {
      LOG.log(
          Level.WARNING,
          "The API did not tell of {0,number,#} tokens since the last such line: {1}",
          told.getAsLong(),
          reason);
    }
  }

  private record Question(PresentedToken credential, CompletableFuture<Introspection> answer) {}
}
