package io.visiona.api.platform.drain;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts requests that a stopping server lets finish, other than those that are streams of the
 * link. Thread-safe.
 */
public final class InFlightRequests implements Draining {
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

  @Override
  public int inFlight() {
    return count.get();
  }

  @Override
  public void cut() {
    cuts.forEach(Runnable::run);
  }
}
