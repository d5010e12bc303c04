package io.visiona.relay.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.relay.support.MemoryTransport;
import io.visiona.relay.support.Relay;
import io.visiona.relay.transport.Connection;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.yamux.flow.WindowBudget;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.StreamSession;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class InMemorySessionStoreTest {
  private final InMemorySessionStore store = new InMemorySessionStore();

  private static Tunnel tunnel(String id, long generation) {
    return tunnel(id, generation, System.nanoTime());
  }

  private static Tunnel tunnel(String id, long generation, long askedNanos) {
    Connection connection = new Connection(new MemoryTransport(), Runnable::run);
    StreamSession streams =
        StreamSession.over(
            Role.CLIENT, SessionConfig.defaults(), new WindowBudget(0), connection::outputReady);
    connection.attach(streams.session());
    TunnelAdmission admission =
        new TunnelAdmission(new AgentIdentity(id, "alice", "box", 1), generation, askedNanos);
    return new Tunnel(
        admission,
        Relay.peer(),
        streams,
        connection,
        Clock.systemUTC(),
        new Contests(Ticker.systemTicker()));
  }

  @Test
  void register_isFoundListedAndExists() throws Exception {
    Tunnel tunnel = tunnel("a", 1);
    store.register(tunnel);
    assertThat(store.lookup("a")).isSameAs(tunnel);
    assertThat(store.exists("a")).isTrue();
    assertThat(store.list())
        .singleElement()
        .satisfies(summary -> assertThat(summary.owner()).isEqualTo("alice"));
  }

  @Test
  void lookup_absent_isNotFound() {
    assertThatThrownBy(() -> store.lookup("a"))
        .isInstanceOfSatisfying(
            SessionStoreException.class,
            thrown -> assertThat(thrown.code()).isEqualTo(SessionStoreException.Code.NOT_FOUND));
    assertThat(store.exists("a")).isFalse();
  }

  @Test
  void newerGeneration_replacesAndClosesTheOlder() throws Exception {
    Tunnel older = tunnel("a", 1);
    Tunnel newer = tunnel("a", 2);
    store.register(older);
    store.register(newer);
    assertThat(store.lookup("a")).isSameAs(newer);
    assertThat(older.session().isOpen()).isFalse();
    assertThat(newer.session().isOpen()).isTrue();
  }

  @Test
  void olderGenerationThatComesLate_isClosedAndReplacesNothing() throws Exception {
    Tunnel newer = tunnel("a", 2);
    Tunnel older = tunnel("a", 1);
    store.register(newer);
    store.register(older);
    assertThat(store.lookup("a")).isSameAs(newer);
    assertThat(older.session().isOpen()).isFalse();
  }

  @Test
  void lateEndOfTheOlder_leavesTheNewer() throws Exception {
    Tunnel older = tunnel("a", 1);
    Tunnel newer = tunnel("a", 2);
    store.register(older);
    store.register(newer);
    store.remove(older);
    assertThat(store.lookup("a")).isSameAs(newer);
  }

  @Test
  void unregister_closes_andAbsentIsANoOp() {
    Tunnel tunnel = tunnel("a", 1);
    store.register(tunnel);
    store.unregister("a");
    store.unregister("a");
    assertThat(store.exists("a")).isFalse();
    assertThat(tunnel.session().isOpen()).isFalse();
  }

  @Test
  void credentialCheckedBeforeTheSessionWasClosed_letsNobodyIn() {
    long asked = System.nanoTime();
    store.unregister("a");
    Tunnel late = tunnel("a", 9, asked);
    store.register(late);
    assertThat(store.exists("a")).isFalse();
    assertThat(late.session().isOpen()).isFalse();
  }

  @Test
  void credentialCheckedAfterTheSessionWasClosed_letsIn() {
    store.unregister("a");
    store.register(tunnel("a", 9));
    assertThat(store.exists("a")).isTrue();
  }

  @Test
  void oldCheckOfACredential_letsNobodyIn() {
    store.register(
        tunnel("a", 1, System.nanoTime() - InMemorySessionStore.MEMORY.plusSeconds(1).toNanos()));
    assertThat(store.exists("a")).isFalse();
  }

  @Test
  void cleanupExpired_removesWhatWasSilentLonger() {
    Tunnel tunnel = tunnel("a", 1);
    store.register(tunnel);
    assertThat(store.cleanupExpired(Duration.ofMinutes(1))).isZero();
    assertThat(store.cleanupExpired(Duration.ofNanos(1).negated())).isEqualTo(1);
    assertThat(tunnel.session().isOpen()).isFalse();
    assertThat(store.size()).isZero();
  }

  @Test
  void heartbeat_absent_isNotFound() throws Exception {
    assertThatThrownBy(() -> store.heartbeat("a")).isInstanceOf(SessionStoreException.class);
    store.register(tunnel("a", 1));
    store.heartbeat("a");
    assertThat(store.lookup("a").silence()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void closeAll_closesEverythingAndCounts() {
    store.register(tunnel("a", 1));
    store.register(tunnel("b", 2));
    assertThat(store.closeAll()).isEqualTo(2);
    assertThat(store.size()).isZero();
  }

  @Test
  void racingGenerations_theNewestWinsAndAllOthersAreClosed() throws Exception {
    List<Tunnel> all = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      all.add(tunnel("a", i));
    }
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Tunnel tunnel : all) {
        threads.execute(() -> {
          awaitQuietly(go);
          store.register(tunnel);
        });
      }
      go.countDown();
    }
    assertThat(store.lookup("a").generation()).isEqualTo(200);
    assertThat(all.stream().filter(tunnel -> tunnel.session().isOpen()))
        .containsExactly(all.getLast());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
