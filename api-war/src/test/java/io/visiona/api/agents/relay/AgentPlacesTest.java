package io.visiona.api.agents.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.directory.DirectoryListener;
import io.visiona.shared.directory.Lookup;
import io.visiona.shared.directory.Place;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Where agents are is asked once, and remembered for a moment. */
final class AgentPlacesTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final List<DirectoryListener> listeners = new ArrayList<>();
  private volatile CompletableFuture<Lookup> answer = CompletableFuture.completedFuture(at(1));
  private final AgentPlaces places = new AgentPlaces(directory());

  @Test
  void place_isAskedOnce_andAgainWhenItWasForgotten() throws Exception {
    assertThat(places.of("a")).isEqualTo(at(1));
    assertThat(places.of("a")).isEqualTo(at(1));
    assertThat(asked).hasValue(1);
    answer = CompletableFuture.completedFuture(at(2));
    places.forget("a");
    assertThat(places.of("a")).isEqualTo(at(2));
    assertThat(asked).hasValue(2);
  }

  @Test
  void manyAtOnce_areOneQuestion() throws Exception {
    answer = new CompletableFuture<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Lookup>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(threads.submit(() -> places.afresh("a")));
      }
      Awaitility.await().until(() -> asked.get() == 1);
      answer.complete(at(3));
      for (Future<Lookup> each : all) {
        assertThat(each.get()).isIn(at(3));
      }
    }
    assertThat(asked.get()).isLessThan(50);
  }

  @Test
  void directoryAway_isUnknown_butNotWhereItIsKnownBest() throws Exception {
    answer = CompletableFuture.failedFuture(new IllegalStateException("away"));
    assertThat(places.of("a")).isInstanceOf(Lookup.Unknown.class);
    answer = CompletableFuture.completedFuture(at(1));
    assertThat(places.of("a")).as("an outage is not remembered").isEqualTo(at(1));
    answer = CompletableFuture.completedFuture(new Lookup.Unknown());
    assertThat(places.of("a")).isEqualTo(at(1));
    assertThat(places.afresh("a")).isInstanceOf(Lookup.Unknown.class);
  }

  @Test
  void revocation_isForgetting() throws Exception {
    places.of("a");
    listeners.forEach(listener -> listener.revoked("a", 2));
    answer = CompletableFuture.completedFuture(new Lookup.Nowhere());
    assertThat(places.of("a")).isInstanceOf(Lookup.Nowhere.class);
  }

  private static Lookup at(long generation) {
    return new Lookup.At(
        new Place(generation, "one", "1", "yamux"),
        new RelayInfo("one", "1", URI.create("http://127.0.0.1:1"), RelayInfo.State.UP, 0, 1));
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
              asked.incrementAndGet();
              return answer;
            });
  }
}
