package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnPlacesTest {
  private static final Duration LONG = Duration.ofSeconds(15);

  private final AtomicInteger most = new AtomicInteger(1);
  private final TurnPlaces places = new TurnPlaces(most::get);

  @Test
  void whoAskedFirst_isServedFirst() throws Exception {
    assertThat(places.take(Duration.ZERO, LONG)).isTrue();
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(waiter(i, served));
    }
    for (int i = 1; i <= 3; i++) {
      int expected = i;
      places.giveBack();
      Awaitility.await().until(() -> served.size() == expected);
    }
    assertThat(served).containsExactly(0, 1, 2);
    for (Thread each : waiting) {
      each.join();
    }
  }

  private Thread waiter(int number, List<Integer> served) {
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                if (places.take(LONG, LONG)) {
                  served.add(number);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  @Test
  void newcomer_doesNotOvertake() throws Exception {
    assertThat(places.take(Duration.ZERO, LONG)).isTrue();
    Thread first = waiter(0, Collections.synchronizedList(new ArrayList<>()));
    places.giveBack();
    assertThat(places.take(Duration.ZERO, LONG)).as("the place is the first one's").isFalse();
    first.join();
  }

  @Test
  void whoIsInterrupted_keepsNoPlace() throws Exception {
    assertThat(places.take(Duration.ZERO, LONG)).isTrue();
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                assertThat(places.take(LONG, LONG)).isFalse();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    thread.interrupt();
    interrupted.await();
    places.giveBack();
    assertThat(places.take(Duration.ZERO, LONG)).isTrue();
  }

  /** An agent that accepts others has not forgotten those that wait behind them. */
  @Test
  void patience_beginsAgain_wheneverSomethingIsAccepted() throws Exception {
    Duration patience = Duration.ofSeconds(2);
    assertThat(places.take(Duration.ZERO, LONG)).isTrue();
    FutureTask<Boolean> late = new FutureTask<>(() -> places.take(patience, LONG));
    Thread waiting = Thread.ofPlatform().start(late);
    acceptFor(patience.multipliedBy(3).dividedBy(2));
    assertThat(late.isDone()).isFalse();
    places.giveBack();
    assertThat(late.get()).isTrue();
    waiting.join();
  }

  @Test
  void patience_hasAnEnd_whateverIsAccepted() throws Exception {
    Duration patience = Duration.ofMillis(500);
    assertThat(places.take(Duration.ZERO, LONG)).isTrue();
    FutureTask<Boolean> never =
        new FutureTask<>(() -> places.take(patience, patience.multipliedBy(2)));
    Thread waiting = Thread.ofPlatform().start(never);
    Awaitility.await()
        .until(() -> {
          places.accepted("relay");
          return never.isDone();
        });
    assertThat(never.get()).isFalse();
    waiting.join();
  }

  @Test
  void patience_isAtItsEnd_whenNothingIsAccepted() throws Exception {
    assertThat(places.take(Duration.ZERO, LONG)).isTrue();
    places.accepted("relay");
    assertThat(places.take(Duration.ofMillis(50), LONG)).isFalse();
  }

  private void acceptFor(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          places.accepted("relay");
          return System.nanoTime() - end > 0;
        });
  }

  /** Of an agent's two tunnels one may be silent while the other works. */
  @Test
  void whatIsAcceptedOnOneWay_tellsNothingOfAnother() {
    assertThat(places.quietNanos("one")).isEqualTo(Long.MAX_VALUE);
    places.accepted("one");
    assertThat(places.quietNanos("one")).isLessThan(LONG.toNanos());
    assertThat(places.quietNanos("two")).isEqualTo(Long.MAX_VALUE);
  }
}
