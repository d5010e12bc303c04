package io.visiona.shared.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.visiona.shared.limit.LimitConfig.Share;
import io.visiona.shared.limit.PermitResult.Admitted;
import io.visiona.shared.limit.PermitResult.Permit;
import io.visiona.shared.limit.PermitResult.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Bounds in all and for each, turns, and that nothing is lost. */
final class FairLimiterTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();

  @Test
  void onePerson_hasNoMoreThanTheShare_andOthersHaveTheRest() {
    FairLimiter limiter = limiter(10, 3, Duration.ZERO, 0);
    for (int i = 0; i < 3; i++) {
      admitted(limiter.ask("mallory"));
    }

    assertThat(refused(limiter.ask("mallory"))).isEqualTo(new Refused("person", true));
    assertThat(refused(limiter.ask("mallory")).ownShare()).isTrue();
    admitted(limiter.ask("alice"));
    assertThat(limiter.inUse()).isEqualTo(4);
    assertThat(refusals).containsExactly("person", "person");
  }

  @Test
  void allTogether_haveNoMoreThanTheTotal() {
    FairLimiter limiter = limiter(2, 2, Duration.ZERO, 0);
    admitted(limiter.ask("a"));
    Permit second = admitted(limiter.ask("b"));

    assertThat(refused(limiter.ask("c"))).isEqualTo(new Refused(LimitConfig.SERVER, false));
    second.close();
    admitted(limiter.ask("c"));
  }

  @Test
  void placeGivenBackTwice_countsOnce() {
    FairLimiter limiter = limiter(2, 1, Duration.ZERO, 0);
    Permit permit = admitted(limiter.ask("a"));
    admitted(limiter.ask("b"));
    permit.close();
    permit.close();

    assertThat(limiter.inUse()).isEqualTo(1);
  }

  @Test
  void freePlaces_goToHoldersInTurn_notToWhoeverWaitsMostOften() {
    FairLimiter limiter = limiter(2, 2, LONG, 100);
    Permit first = admitted(limiter.ask("x"));
    Permit second = admitted(limiter.ask("y"));
    List<CompletableFuture<PermitResult>> mallory = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      mallory.add(limiter.ask("mallory"));
    }
    CompletableFuture<PermitResult> alice = limiter.ask("alice");

    first.close();
    second.close();

    assertThat(mallory.getFirst()).isDone();
    assertThat(alice).as("the second of three waiters, but the second holder").isDone();
    assertThat(mallory.getLast()).isNotDone();
    admitted(alice).close();
    assertThat(mallory.getLast()).isDone();
  }

  @Test
  void ofOneHolder_theLongestWaitingComesFirst() {
    FairLimiter limiter = limiter(5, 1, LONG, 100, 5);
    Permit held = admitted(limiter.ask("a", "agent"));
    CompletableFuture<PermitResult> first = limiter.ask("a", "agent");
    CompletableFuture<PermitResult> other = limiter.ask("b", "agent");
    held.close();

    assertThat(first).isDone();
    assertThat(other).isDone();
  }

  @Test
  void whoeverWaitsForAFullShare_doesNotKeepOthersOfTheSamePersonBack() {
    FairLimiter limiter = limiter(10, 10, LONG, 100, 1);
    Permit box = admitted(limiter.ask("alice", "box"));
    CompletableFuture<PermitResult> waits = limiter.ask("alice", "box");

    admitted(limiter.ask("alice", "other"));
    assertThat(waits).isNotDone();
    box.close();
    admitted(waits);
  }

  @Test
  void waiting_isBounded_inAllAndForOneHolder() {
    FairLimiter limiter = limiter(1, 1, LONG, 2);
    admitted(limiter.ask("a"));
    assertThat(limiter.ask("b")).isNotDone();
    assertThat(refused(limiter.ask("b")).full())
        .as("one holder waits no oftener than its share")
        .isEqualTo(LimitConfig.SERVER);
    assertThat(limiter.ask("c")).isNotDone();
    assertThat(refused(limiter.ask("d"))).isEqualTo(new Refused(LimitConfig.SERVER, false));
    assertThat(limiter.waiting()).isEqualTo(2);
  }

  @Test
  void whoeverWaitsTooLong_isRefused_andTakesNothing() {
    FairLimiter limiter = limiter(1, 1, Duration.ofMillis(50), 10);
    Permit held = admitted(limiter.ask("a"));
    CompletableFuture<PermitResult> late = limiter.ask("a");

    await().until(late::isDone);

    assertThat(late.join()).isEqualTo(new Refused("person", true));
    assertThat(limiter.waiting()).isZero();
    held.close();
    assertThat(limiter.inUse()).isZero();
  }

  @Test
  void whoeverGivesUpWaiting_takesNothing() {
    FairLimiter limiter = limiter(1, 1, LONG, 10);
    Permit held = admitted(limiter.ask("a"));
    CompletableFuture<PermitResult> gone = limiter.ask("b");
    gone.cancel(false);
    held.close();

    assertThat(limiter.inUse()).isZero();
    assertThat(limiter.waiting()).isZero();
  }

  @Test
  void interruptedWait_takesNothing() throws InterruptedException {
    FairLimiter limiter = limiter(1, 1, LONG, 10);
    Permit held = admitted(limiter.ask("a"));
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                limiter.await("b");
              } catch (InterruptedException expected) {
                interrupted.countDown();
              }
            });
    await().until(() -> limiter.waiting() == 1);
    waiter.interrupt();
    interrupted.await();
    held.close();

    assertThat(limiter.inUse()).isZero();
  }

  /** Many at once, some of whom give up: bounds hold at every moment and all places come back. */
  @Test
  void underLoad_boundsHold_andNothingIsLost() throws InterruptedException {
    FairLimiter limiter = limiter(8, 3, Duration.ofMillis(2), 200);
    AtomicInteger[] each = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    AtomicInteger all = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 60; t++) {
      int holder = t % each.length;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 200; i++) {
                  try {
                    if (limiter.await("holder-" + holder) instanceof Admitted(Permit permit)) {
                      boolean tooMany =
                          all.incrementAndGet() > 8 || each[holder].incrementAndGet() > 3;
                      wrong.addAndGet(tooMany ? 1 : 0);
                      if (ThreadLocalRandom.current().nextBoolean()) {
                        LockSupport.parkNanos(1_000);
                      }
                      each[holder].decrementAndGet();
                      all.decrementAndGet();
                      permit.close();
                    }
                  } catch (InterruptedException impossible) {
                    wrong.incrementAndGet();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(wrong).hasValue(0);
    await().untilAsserted(() -> assertThat(limiter.inUse()).isZero());
    await().untilAsserted(() -> assertThat(limiter.waiting()).isZero());
  }

  private FairLimiter limiter(int total, int perPerson, Duration patience, int waiting) {
    return new FairLimiter(
        new LimitConfig(
            "things", total, List.of(new Share("person", perPerson)), patience, waiting),
        refusals::add);
  }

  private FairLimiter limiter(
      int total, int perPerson, Duration patience, int waiting, int perAgent) {
    return new FairLimiter(
        new LimitConfig(
            "things",
            total,
            List.of(new Share("person", perPerson), new Share("agent", perAgent)),
            patience,
            waiting),
        refusals::add);
  }

  private static Permit admitted(CompletableFuture<PermitResult> asked) {
    assertThat(asked).isDone();
    assertThat(asked.join()).isInstanceOf(Admitted.class);
    return ((Admitted) asked.join()).permit();
  }

  private static Refused refused(CompletableFuture<PermitResult> asked) {
    assertThat(asked).isDone();
    assertThat(asked.join()).isInstanceOf(Refused.class);
    return (Refused) asked.join();
  }
}
