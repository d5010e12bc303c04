package io.visiona.api.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What counting means, wherever it is done. */
abstract class RateLimitsContract {
  private static final RequestQuota MINUTE = new RequestQuota(60, Duration.ofMinutes(1));

  abstract RateLimits limits();

  private static String somebody() {
    return "u:" + UUID.randomUUID();
  }

  @Test
  void request61_isRefused_andToldWhenToComeBack() {
    String who = somebody();
    for (int i = 1; i <= 60; i++) {
      QuotaDecision decision = limits().take(who, MINUTE);
      assertThat(decision.allowed()).as("request %d", i).isTrue();
      assertThat(decision.remaining()).isEqualTo(60 - i);
      assertThat(decision.resetSeconds()).isBetween(1L, 60L);
    }
    QuotaDecision refused = limits().take(who, MINUTE);
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.remaining()).isZero();
    assertThat(refused.resetSeconds()).isBetween(1L, 60L);
  }

  @Test
  void others_areCountedByThemselves() {
    String who = somebody();
    RequestQuota one = new RequestQuota(1, Duration.ofMinutes(1));
    assertThat(limits().take(who, one).allowed()).isTrue();
    assertThat(limits().take(who, one).allowed()).isFalse();
    assertThat(limits().take(somebody(), one).allowed()).isTrue();
    assertThat(limits().take(who, MINUTE).allowed()).as("a changed quota begins anew").isTrue();
  }

  @Test
  void nextPeriod_hasRoomAgain() {
    String who = somebody();
    RequestQuota second = new RequestQuota(2, Duration.ofSeconds(1));
    limits().take(who, second);
    limits().take(who, second);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> limits().take(who, second).allowed());
  }

  @Test
  void callersAtOnce_areNotCountedTwiceOrForgotten() throws InterruptedException {
    String who = somebody();
    RequestQuota fifty = new RequestQuota(50, Duration.ofHours(1));
    AtomicInteger allowed = new AtomicInteger();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        callers.execute(() -> {
          if (limits().take(who, fifty).allowed()) {
            allowed.incrementAndGet();
          }
        });
      }
    }
    assertThat(allowed.get()).isEqualTo(50);
  }
}
