package io.visiona.shared.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done again and again, whatever becomes of it. */
final class PeriodicTaskTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger times = new AtomicInteger();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void workThatFails_isDoneAgain() {
    PeriodicTask loop =
        new PeriodicTask(
            "Nothing can be done now",
            Duration.ofMillis(1),
            () -> {
              if (times.incrementAndGet() < 3) {
                throw new IllegalStateException("the database is away");
              }
            });
    loop.start(threads);
    await().atMost(LIMIT).until(() -> times.get() > 3);
    loop.close();
  }

  @Test
  void firstTime_isAtOnce_andClosingEndsAnyPause() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    PeriodicTask loop = new PeriodicTask("", Duration.ofDays(1), done::countDown);
    loop.start(threads);
    assertThat(done.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    loop.close();
    threads.shutdown();
    assertThat(threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void executorThatStops_endsIt() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    new PeriodicTask("", Duration.ofDays(1), done::countDown).start(threads);
    assertThat(done.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }
}
