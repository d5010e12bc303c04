package io.visiona.api.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.agents.relay.TunnelCloser;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.shared.sessions.SessionStoreException;
import io.visiona.shared.sessions.SessionStoreException.Code;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Closures that several API servers share. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
@ResourceLock(TestDatabase.LOCK)
@Timeout(60)
@SuppressWarnings("NullAway.Init") // made before each test
class TunnelClosuresTest {
  @Parameter DatabaseKind kind;

  private final Relays relays = new Relays();
  private TestDatabase database;
  private TunnelClosures one;
  private TunnelClosures other;

  @BeforeEach
  void start() {
    database = TestDatabase.empty(kind);
    one = new TunnelClosures(relays, database, Runnable::run);
    other = new TunnelClosures(relays, database, Runnable::run);
  }

  /** Revokes an agent whose tunnels are at those relays. */
  private TunnelClosure revoke(String... at) {
    UUID agent = UUID.randomUUID();
    relays.places.put(agent.toString(), Set.of(at));
    return database.call(
        entities -> ClosureList.add(entities, new TunnelClosureEntity(agent, Instant.now(), 2)));
  }

  /** The server that has them died. */
  private void endLeases() {
    int _ =
        database.call(entities ->
            entities
                .createNativeQuery(
                    "UPDATE tunnel_closures SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND")
                .executeUpdate());
  }

  private long rows() {
    return database.call(entities ->
        entities
            .createQuery("SELECT COUNT(c) FROM TunnelClosureEntity c", Long.class)
            .getSingleResult());
  }

  @Test
  void rowOfOneServer_isLeftAloneByAnother_untilItsLeaseEnds() {
    TunnelClosure closure = revoke("one");
    other.closePending();
    assertThat(relays.told).as("it is being closed by the server that added it").isEmpty();
    endLeases();
    other.closePending();
    assertThat(relays.told).containsExactly("one " + closure.agent());
    assertThat(rows()).isZero();
  }

  @Test
  void serversThatSweepAtOnce_takeDifferentRows() throws Exception {
    for (int i = 0; i < 150; i++) {
      TunnelClosure _ = revoke("one");
    }
    endLeases();
    try (ExecutorService servers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        servers.execute(new TunnelClosures(relays, database, Runnable::run)::closePending);
      }
    }
    one.closePending();
    assertThat(relays.told).hasSize(150).doesNotHaveDuplicates();
    assertThat(rows()).isZero();
  }

  /** PostgreSQL only: the embedded database is one server's. */
  @Test
  void rowThatIsBeingTaken_isPassedOver_andNotWaitedFor() throws Exception {
    TunnelClosure locked = revoke("one");
    TunnelClosure free = revoke("one");
    endLeases();
    CountDownLatch holds = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() ->
          database.call(entities -> {
            var _ =
                entities
                    .createNativeQuery("SELECT id FROM tunnel_closures WHERE id = ?1 FOR UPDATE")
                    .setParameter(1, locked.id())
                    .getResultList();
            holds.countDown();
            try {
              return over.await(50, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }));
      holds.await();
      one.closePending();
      assertThat(relays.told).containsExactly("one " + free.agent());
      over.countDown();
    }
  }

  @Test
  void relayThatDoesNotAnswer_holdsUpItsOwnRowsOnly() throws Exception {
    for (int i = 0; i < 120; i++) {
      assertThat(closeWhileSilent("dead", "dead")).isFalse();
    }
    CountDownLatch dead = new CountDownLatch(1);
    relays.hanging.put("dead", dead);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TunnelClosures parallel = new TunnelClosures(relays, database, threads);
      parallel.closePending();
      assertThat(closeWhileSilent("alive", "alive")).isFalse();
      assertThat(rows()).isEqualTo(121);
      parallel.closePending();
      Awaitility.await().until(() -> rows() == 120);
      dead.countDown();
    }
    Awaitility.await()
        .until(() -> {
          one.closePending();
          return rows() == 0;
        });
  }

  private boolean closeWhileSilent(String silent, String... at) {
    relays.silent.add(silent);
    try {
      return one.close(revoke(at));
    } finally {
      relays.silent.remove(silent);
    }
  }

  @Test
  void relayThatHasConfirmed_isNotAskedAgain() {
    assertThat(closeWhileSilent("two", "one", "two")).isFalse();
    relays.told.clear();
    other.closePending();
    assertThat(relays.told).hasSize(1).allMatch(told -> told.startsWith("two "));
    assertThat(rows()).isZero();
  }

  @Test
  void relayThatFailsThrice_isNotAskedForTheOthersOfThatSweep() {
    for (int i = 0; i < 20; i++) {
      TunnelClosure _ = revoke("dead");
    }
    endLeases();
    relays.silent.add("dead");
    one.closePending();
    assertThat(relays.told).hasSize(3);
    assertThat(rows()).isEqualTo(20);
    relays.silent.remove("dead");
    relays.told.clear();
    other.closePending();
    assertThat(relays.told).hasSize(20);
    assertThat(rows()).isZero();
  }

  @Test
  void directoryThatForgetsWhereTheTunnelWas_doesNotMakeItClosed() {
    TunnelClosure closure = revoke("one");
    relays.silent.add("one");
    assertThat(one.close(closure)).isFalse();
    assertThat(relays.places).as("told once").doesNotContainKey(closure.agent().toString());
    one.closePending();
    assertThat(rows()).isEqualTo(1);
  }

  /** Relays, and a directory that tells once where a tunnel was, as the real one does. */
  private static final class Relays implements TunnelCloser {
    final Map<String, Set<String>> places = new ConcurrentHashMap<>();
    final Set<String> silent = ConcurrentHashMap.newKeySet();
    final Map<String, CountDownLatch> hanging = new ConcurrentHashMap<>();
    final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public Set<String> revoke(String agent, int leastVersion) {
      Set<String> were = places.remove(agent);
      return were == null ? Set.of() : were;
    }

    @Override
    public void close(String relay, String agent, int leastVersion) throws SessionStoreException {
      told.add(relay + " " + agent);
      CountDownLatch answer = hanging.get(relay);
      try {
        if (answer != null && !answer.await(50, TimeUnit.SECONDS)) {
          throw new IllegalStateException("never let go");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (silent.contains(relay)) {
        throw new SessionStoreException(Code.RELAY_UNAVAILABLE, "away");
      }
    }
  }
}
