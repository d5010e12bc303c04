package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnPlacesTest {
  private final AtomicInteger most = new AtomicInteger(1);
  private final TurnPlaces places = new TurnPlaces(most::get);

  @Test
  void whoAskedFirst_isServedFirst() throws Exception {
    assertThat(places.take(Duration.ZERO)).isTrue();
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
                if (places.take(Duration.ofSeconds(15))) {
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
    assertThat(places.take(Duration.ZERO)).isTrue();
    Thread first = waiter(0, Collections.synchronizedList(new ArrayList<>()));
    places.giveBack();
    assertThat(places.take(Duration.ZERO)).as("the place is the first one's").isFalse();
    first.join();
  }

  @Test
  void whoIsInterrupted_keepsNoPlace() throws Exception {
    assertThat(places.take(Duration.ZERO)).isTrue();
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                assertThat(places.take(Duration.ofSeconds(15))).isFalse();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    thread.interrupt();
    interrupted.await();
    places.giveBack();
    assertThat(places.take(Duration.ZERO)).isTrue();
  }
}
