package io.visiona.api.agents.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.directory.DirectoryListener;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.directory.TunnelLocation;
import io.visiona.shared.directory.TunnelLookup;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where agents are is asked once, and remembered for a moment. */
final class AgentLocationsTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final List<DirectoryListener> listeners = new ArrayList<>();
  private volatile CompletableFuture<TunnelLookup> answer =
      CompletableFuture.completedFuture(at(1));

  /** What is answered to the second question and later ones; null for the same. */
  private volatile @Nullable CompletableFuture<TunnelLookup> after;

  private final AgentLocations locations =
      new AgentLocations(
          directory(),
          _ -> {
            throw new IllegalStateException("no relay is known");
          },
          Runnable::run);

  @Test
  void place_isAskedOnce_andAgainWhenItWasForgotten() throws Exception {
    assertThat(locations.of("a")).isEqualTo(at(1));
    assertThat(locations.of("a")).isEqualTo(at(1));
    assertThat(asked).hasValue(1);
    answer = CompletableFuture.completedFuture(at(2));
    locations.forget("a");
    assertThat(locations.of("a")).isEqualTo(at(2));
    assertThat(asked).hasValue(2);
  }

  @Test
  void manyAtOnce_areOneQuestion() throws Exception {
    answer = new CompletableFuture<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<TunnelLookup>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(threads.submit(() -> locations.afresh("a")));
      }
      Awaitility.await().until(() -> asked.get() == 1);
      answer.complete(at(3));
      for (Future<TunnelLookup> each : all) {
        assertThat(each.get()).isIn(at(3));
      }
    }
    assertThat(asked.get()).isLessThan(50);
  }

  @Test
  void directoryAway_isUnknown_butNotWhereItIsKnownBest() throws Exception {
    answer = CompletableFuture.failedFuture(new IllegalStateException("away"));
    assertThat(locations.of("a")).isInstanceOf(TunnelLookup.Unknown.class);
    answer = CompletableFuture.completedFuture(at(1));
    assertThat(locations.of("a")).as("an outage is not remembered").isEqualTo(at(1));
    answer = CompletableFuture.completedFuture(new TunnelLookup.Unknown());
    assertThat(locations.of("a")).isEqualTo(at(1));
    assertThat(locations.afresh("a")).isInstanceOf(TunnelLookup.Unknown.class);
  }

  @Test
  void lookups_areCountedByWhereTheAnswerCameFrom() throws Exception {
    locations.of("a");
    locations.of("a");
    assertThat(locations.lookups()).isEqualTo(new AgentLocations.Lookups(1, 1, 0, 0, 0));
    answer = CompletableFuture.completedFuture(new TunnelLookup.Nowhere());
    locations.afresh("b");
    answer = CompletableFuture.failedFuture(new IllegalStateException("away"));
    locations.of("c");
    assertThat(locations.lookups()).isEqualTo(new AgentLocations.Lookups(1, 2, 0, 0, 1));
  }

  @Test
  void oneQuestionWithoutAnAnswer_isAskedAgain() throws Exception {
    answer = CompletableFuture.failedFuture(new IllegalStateException("slow"));
    after = CompletableFuture.completedFuture(at(1));
    assertThat(locations.of("a")).isEqualTo(at(1));
    assertThat(asked).hasValue(2);
  }

  @Test
  void revocation_isForgetting() throws Exception {
    locations.of("a");
    listeners.forEach(listener -> listener.revoked("a", 2));
    answer = CompletableFuture.completedFuture(new TunnelLookup.Nowhere());
    assertThat(locations.of("a")).isInstanceOf(TunnelLookup.Nowhere.class);
  }

  /** Its relay is not in the directory any more, and the agent not yet at another. */
  @Test
  void relayThatDrained_andHasStopped_wasLeavingAMomentAgo() throws Exception {
    assertThat(locations.of("a")).isEqualTo(at(1));
    assertThat(locations.isOneLeaving()).isFalse();
    answer = CompletableFuture.completedFuture(at(2, RelayInfo.State.DRAINING));
    locations.forget("a");
    assertThat(locations.of("a")).isEqualTo(at(2, RelayInfo.State.DRAINING));
    assertThat(locations.isOneLeaving()).isTrue();
  }

  private static TunnelLookup at(long generation) {
    return at(generation, RelayInfo.State.UP);
  }

  private static TunnelLookup at(long generation, RelayInfo.State state) {
    return new TunnelLookup.At(
        new TunnelLocation(generation, "one", "1", "yamux"),
        new RelayInfo("one", "1", URI.create("http://127.0.0.1:1"), state, 0, 1));
  }

  private TunnelDirectory directory() {
    return (TunnelDirectory)
        Proxy.newProxyInstance(
            TunnelDirectory.class.getClassLoader(),
            new Class<?>[] {TunnelDirectory.class},
            (_, method, arguments) -> {
              if (method.getName().equals("listen")) {
                listeners.add((DirectoryListener) arguments[0]);
                return null;
              }
              if (method.getName().equals("isLocal")) {
                return false;
              }
              if (method.getName().equals("relays")) {
                return Map.of();
              }
              asked.incrementAndGet();
              CompletableFuture<TunnelLookup> now = answer;
              answer = after == null ? now : after;
              return now;
            });
  }
}
