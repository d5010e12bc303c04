package io.visiona.api.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a provider that does not answer costs those who ask for its keys. */
final class StaleTolerantCacheTest {
  private static final int WAITERS = 8;

  /** As the container's: virtual threads may wait, however many. */
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile boolean slow;

  private final StaleTolerantCache<Object> keys =
      new StaleTolerantCache<>(
          this::fetch, Duration.ofHours(1), Duration.ofSeconds(30), System::nanoTime);

  @AfterEach
  void stop() {
    answer.countDown();
    threads.close();
  }

  private Object fetch() {
    fetches.incrementAndGet();
    try {
      if (slow) {
        answer.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Object();
  }

  /** As one does whose token names a key that is not known. */
  @Test
  void slowProvider_holdsAFewThreads_andTellsTheOthersToComeAgain() throws Exception {
    Object seen = keys.current();
    slow = true;
    List<CompletableFuture<Object>> waiting = new ArrayList<>();
    for (int i = 0; i <= WAITERS; i++) {
      waiting.add(CompletableFuture.supplyAsync(() -> keys.newerThan(seen), threads));
    }
    await().until(() -> fetches.get() == 2);
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> keys.newerThan(seen))
                .isInstanceOfSatisfying(
                    ApiException.class,
                    refused -> assertThat(refused.code()).isEqualTo(ErrorCode.IDP_UNAVAILABLE)));
    assertThat(keys.current()).as("who has a known key does not wait").isSameAs(seen);

    answer.countDown();
    for (CompletableFuture<Object> each : waiting) {
      assertThat(each.get()).isNotSameAs(seen);
    }
    assertThat(fetches).hasValue(2);
  }
}
