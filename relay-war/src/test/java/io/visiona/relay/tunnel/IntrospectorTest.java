package io.visiona.relay.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.sessions.AgentIdentity;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class IntrospectorTest {
  private static final PresentedToken TOKEN = new PresentedToken("token");

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();

  private VerdictExchange exchange = Exchanges.off();

  private Introspection active(PresentedToken ignored) {
    asked.incrementAndGet();
    return new Introspection.Active(
        new AgentIdentity("agent-1", "alice", "box", 1), System.nanoTime());
  }

  private Introspector of(Function<PresentedToken, Introspection> authority) {
    return new Introspector(
        credentials -> credentials.stream().map(authority).toList(),
        exchange,
        Runnable::run,
        now::get);
  }

  @Test
  void answer_isRememberedForLessThanASecond() {
    Introspector introspector = of(this::active);
    introspector.introspect(TOKEN).join();
    introspector.introspect(TOKEN).join();
    assertThat(asked).hasValue(1);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    introspector.introspect(TOKEN).join();
    assertThat(asked).hasValue(2);
  }

  @Test
  void whatAnotherRelayWasTold_isNotAskedAgain_butMayBe() {
    Exchanges.InMemory verdicts = new Exchanges.InMemory();
    exchange = verdicts.on();
    of(this::active).introspect(TOKEN).join();
    assertThat(asked).hasValue(1);
    Introspector another = of(this::active);
    Introspection.Active told = (Introspection.Active) another.introspect(TOKEN).join();
    assertThat(told.agent()).isEqualTo(new AgentIdentity("agent-1", "alice", "box", 1));
    assertThat(told.shared()).isTrue();
    assertThat(asked).hasValue(1);
    another.forget("agent-1");
    assertThat(((Introspection.Active) another.introspectHere(TOKEN).join()).shared()).isFalse();
    assertThat(asked).hasValue(2);
  }

  @Test
  void credentialThatIsNotAccepted_isToldToNobody() {
    Exchanges.InMemory verdicts = new Exchanges.InMemory();
    exchange = verdicts.on();
    of(_ -> new Introspection.Inactive()).introspect(TOKEN).join();
    assertThat(verdicts.kept).isEmpty();
  }

  @Test
  void sameTokenAtTheSameTime_isAskedOnce() throws Exception {
    CountDownLatch answering = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Introspector introspector =
          new Introspector(
              credentials -> {
                awaitQuietly(answering);
                return credentials.stream().map(this::active).toList();
              },
              exchange,
              threads,
              now::get);
      CompletableFuture<Introspection> first = introspector.introspect(TOKEN);
      CompletableFuture<Introspection> second = introspector.introspect(TOKEN);
      answering.countDown();
      assertThat(first.join()).isEqualTo(second.join());
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void failure_isUnavailableAndNotRemembered() {
    AtomicInteger calls = new AtomicInteger();
    Introspector introspector =
        of(credential -> {
          if (calls.getAndIncrement() == 0) {
            throw new IllegalStateException("away");
          }
          return active(credential);
        });
    assertThat(introspector.introspect(TOKEN).join()).isInstanceOf(Introspection.Unavailable.class);
    assertThat(introspector.introspect(TOKEN).join()).isInstanceOf(Introspection.Active.class);
  }

  @Test
  void forget_asksAgain() {
    Introspector introspector = of(this::active);
    introspector.introspect(TOKEN).join();
    introspector.forget("agent-2");
    introspector.introspect(TOKEN).join();
    assertThat(asked).hasValue(1);
    introspector.forget("agent-1");
    introspector.introspect(TOKEN).join();
    assertThat(asked).hasValue(2);
  }

  @Test
  void credential_neverPrintsItself() {
    assertThat(TOKEN.toString()).doesNotContain("token");
    assertThat(TOKEN.hash()).hasSize(64).isNotEqualTo(new PresentedToken("tokem").hash());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
