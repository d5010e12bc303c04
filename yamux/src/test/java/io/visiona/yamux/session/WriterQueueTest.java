package io.visiona.yamux.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writers that wait for room. */
final class WriterQueueTest {
  private static final long LONG = TimeUnit.SECONDS.toNanos(30);

  private final ReentrantLock lock = new ReentrantLock();
  private final List<String> served = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private int room;
  private volatile boolean open = true;
  private final WriterQueue writers = new WriterQueue(lock, () -> room > 0);

  @AfterEach
  void end() throws InterruptedException {
    open = false;
    locked(writers::wakeAll);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** One that takes a place when it is its turn. */
  private void writer(String name) {
    Thread thread =
        Thread.ofPlatform()
            .start(() ->
                locked(() -> {
                  if (writers.await(() -> open, LONG) && open) {
                    room--;
                    served.add(name);
                  }
                  writers.wakeNext();
                }));
    threads.add(thread);
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private void locked(Step step) {
    lock.lock();
    try {
      step.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      lock.unlock();
    }
  }

  private boolean now(BooleanSupplier writable) throws InterruptedException {
    lock.lock();
    try {
      return writers.await(writable, 0);
    } finally {
      lock.unlock();
    }
  }

  @Test
  void writers_areServedInTheOrderTheyCame_eachWakingTheNextWhileThereIsRoom() {
    writer("first");
    writer("second");
    writer("third");
    locked(() -> {
      room = 2;
      writers.wakeNext();
    });
    await().until(() -> served.size() == 2);
    assertThat(served).containsExactly("first", "second");
  }

  @Test
  void newcomer_doesNotOvertakeThoseWhoWait() {
    writer("first");
    // There is room, and nobody was told yet.
    locked(() -> room = 1);
    writer("newcomer");
    locked(writers::wakeNext);
    await().until(() -> !served.isEmpty());
    assertThat(served).containsExactly("first");
  }

  @Test
  void roomThatDoesNotCome_isWaitedForNoLongerThanAllowed() throws Exception {
    assertThat(now(() -> true)).isFalse();
  }

  @Test
  void whoseStreamIsGone_waitsNoLonger() throws Exception {
    writer("first");
    open = false;
    locked(writers::wakeAll);
    threads.getFirst().join(10_000);
    assertThat(threads.getFirst().isAlive()).isFalse();
    assertThat(served).isEmpty();
  }
}
