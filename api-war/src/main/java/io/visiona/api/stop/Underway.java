package io.visiona.api.stop;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests that a stopping server lets finish, other than those that are streams of the link. Thread-safe. */
public final class Underway {
  private final AtomicInteger count = new AtomicInteger();
  private final List<Runnable> cuts = new CopyOnWriteArrayList<>();

  /** One more; {@link #ended()} must follow. */
  public void began() {
    count.incrementAndGet();
  }

  /** Its answer is complete, or there is nobody to answer. */
  public void ended() {
    count.decrementAndGet();
  }

  /** What ends those that have had their time; called at most once, must not block. */
  public void whenTimeIsOver(Runnable cut) {
    cuts.add(cut);
  }

  /** How many there are now. */
  int count() {
    return count.get();
  }

  /** Ends what is left. */
  void cut() {
    cuts.forEach(Runnable::run);
  }
}
