package io.visiona.shared.limit;

import io.visiona.shared.limit.LimitConfig.Share;
import io.visiona.shared.limit.PermitResult.Admitted;
import io.visiona.shared.limit.PermitResult.Permit;
import io.visiona.shared.limit.PermitResult.Refused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shares places between holders: so many in all, so many for one person, agent, address or route. A
 * place is held from the beginning to the end of what it is for. Who finds none waits for it, in
 * turn: a place that becomes free goes to the next <em>holder</em> that waits, however many others
 * wait for one of them, and of one holder to the longest waiting. No thread is held by who waits in
 * {@link #ask}. Thread-safe.
 */
public final class FairLimiter {
  private static final Refused ALL_TAKEN = new Refused(LimitConfig.SERVER, false);

  private final LimitConfig config;
  private final Consumer<String> refusals;
  private final ReentrantLock lock = new ReentrantLock();

  /** For each share, what its holders have. Who has nothing is not in it. */
  private final List<Map<String, Integer>> taken = new ArrayList<>();

  /** Who waits, by holder of the first share; the holder whose turn is next comes first. */
  private final Map<String, Deque<Waiter>> queues = new LinkedHashMap<>();

  private int inUse;
  private int waiting;

  /**
   * With all places free.
   *
   * @param refusals hears of each refusal what was full, on the asker's thread or a timer's
   */
  public FairLimiter(LimitConfig config, Consumer<String> refusals) {
    this.config = config;
    this.refusals = refusals;
    config.shares().forEach(_ -> taken.add(new HashMap<>()));
  }

  /**
   * Asks for a place.
   *
   * @param holders one for each share, in the order of the configuration
   * @return done at once where nothing has to be waited for. What depends on it runs on whatever
   *     thread gave the place back, and must not wait. Whoever cancels it takes no place
   */
  public CompletableFuture<PermitResult> ask(String... holders) {
    if (holders.length != taken.size()) {
      throw new IllegalArgumentException(config.name() + " has " + taken.size() + " shares");
    }
    Waiter asker = new Waiter(List.of(holders));
    @Nullable Refused refused = null;
    lock.lock();
    try {
      Refused full = full(asker.holders);
      if (full == null) {
        take(asker.holders);
        asker.complete(new Admitted(new Taken(asker.holders)));
        return asker;
      }
      if (mayWait(asker)) {
        queues.computeIfAbsent(asker.turn(), _ -> new ArrayDeque<>()).add(asker);
        waiting++;
      } else {
        refused = full;
      }
    } finally {
      lock.unlock();
    }
    if (refused != null) {
      refuse(asker, refused);
      return asker;
    }
    CompletableFuture<PermitResult> _ = asker.whenComplete((_, _) -> leave(asker));
    // What is told then is what is full then.
    CompletableFuture.delayedExecutor(
            config.patience().toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
        .execute(asker::timedOut);
    return asker;
  }

  /** A place if there is one now. */
  public Optional<Permit> take(String... holders) {
    CompletableFuture<PermitResult> asked = ask(holders);
    asked.cancel(false); // nothing, once it is done
    return !asked.isCancelled() && asked.join() instanceof Admitted(Permit permit)
        ? Optional.of(permit)
        : Optional.empty();
  }

  /** As {@link #ask}, for callers that may wait: on virtual threads. */
  public PermitResult await(String... holders) throws InterruptedException {
    return join(ask(holders));
  }

  /** Waits for what {@link #ask} gave; an interrupt gives it up. */
  public static PermitResult join(CompletableFuture<PermitResult> asked)
      throws InterruptedException {
    try {
      return asked.get();
    } catch (InterruptedException stopping) {
      if (!asked.cancel(false) && asked.join() instanceof Admitted(Permit permit)) {
        permit.close();
      }
      throw stopping;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** How it is shared. */
  public LimitConfig config() {
    return config;
  }

  /** Places taken now. */
  public int inUse() {
    lock.lock();
    try {
      return inUse;
    } finally {
      lock.unlock();
    }
  }

  /** Who waits now. */
  public int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayWait(Waiter asker) {
    if (config.patience().isZero() || waiting >= config.waiting()) {
      return false;
    }
    Deque<Waiter> own = queues.get(asker.turn());
    return own == null || taken.isEmpty() || own.size() < config.shares().getFirst().most();
  }

  /** What stands in the way of a place; null when nothing does. */
  private @Nullable Refused full(List<String> holders) {
    for (int i = 0; i < holders.size(); i++) {
      Share share = config.shares().get(i);
      if (taken.get(i).getOrDefault(holders.get(i), 0) >= share.most()) {
        return new Refused(share.of(), share.own());
      }
    }
    return inUse >= config.total() ? ALL_TAKEN : null;
  }

  private void take(List<String> holders) {
    inUse++;
    for (int i = 0; i < holders.size(); i++) {
      taken.get(i).merge(holders.get(i), 1, Integer::sum);
    }
  }

  private void giveBack(List<String> holders) {
    List<Waiter> next;
    lock.lock();
    try {
      inUse--;
      for (int i = 0; i < holders.size(); i++) {
        taken.get(i).computeIfPresent(holders.get(i), (_, had) -> had == 1 ? null : had - 1);
      }
      next = admit();
    } finally {
      lock.unlock();
    }
    for (Waiter waiter : next) {
      Permit permit = new Taken(waiter.holders);
      if (!waiter.complete(new Admitted(permit))) {
        permit.close(); // it gave up in this very moment
      }
    }
  }

  /** Gives away what is free, with the lock held. */
  private List<Waiter> admit() {
    List<Waiter> admitted = new ArrayList<>();
    Waiter next = nextInTurn();
    while (next != null) {
      take(next.holders);
      admitted.add(next);
      next = nextInTurn();
    }
    return admitted;
  }

  /** The next that may have a place, out of its queue; its holder's next turn is the last. */
  private @Nullable Waiter nextInTurn() {
    if (inUse >= config.total()) {
      return null;
    }
    Iterator<Map.Entry<String, Deque<Waiter>>> turns = queues.entrySet().iterator();
    while (turns.hasNext()) {
      Map.Entry<String, Deque<Waiter>> turn = turns.next();
      String holder = turn.getKey();
      Deque<Waiter> queue = turn.getValue();
      Waiter found = firstThatFits(queue);
      if (found != null) {
        turns.remove();
        if (!queue.isEmpty()) {
          queues.put(holder, queue);
        }
        return found;
      }
    }
    return null;
  }

  private @Nullable Waiter firstThatFits(Deque<Waiter> queue) {
    for (Iterator<Waiter> it = queue.iterator(); it.hasNext(); ) {
      Waiter waiter = it.next();
      if (full(waiter.holders) == null) {
        it.remove();
        waiting--;
        return waiter;
      }
    }
    return null;
  }

  private void leave(Waiter waiter) {
    lock.lock();
    try {
      Deque<Waiter> queue = queues.get(waiter.turn());
      if (queue != null && queue.remove(waiter)) {
        waiting--;
        if (queue.isEmpty()) {
          queues.remove(waiter.turn());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void refuse(Waiter waiter, Refused refused) {
    if (waiter.complete(refused)) {
      refusals.accept(refused.full());
    }
  }

  private final class Waiter extends CompletableFuture<PermitResult> {
    private final List<String> holders;

    Waiter(List<String> holders) {
      this.holders = holders;
    }

    String turn() {
      return holders.isEmpty() ? "" : holders.getFirst();
    }

    void timedOut() {
      if (isDone()) {
        return;
      }
      Refused full;
      lock.lock();
      try {
        full = full(holders);
      } finally {
        lock.unlock();
      }
      refuse(this, full == null ? ALL_TAKEN : full);
    }
  }

  private final class Taken implements Permit {
    private final List<String> holders;
    private final AtomicBoolean over = new AtomicBoolean();

    Taken(List<String> holders) {
      this.holders = holders;
    }

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        giveBack(holders);
      }
    }
  }
}
