package io.visiona.api.agents.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.agents.Agent;
import io.visiona.api.agents.Agents;
import io.visiona.api.agents.RandomSecrets;
import io.visiona.api.agents.SeenAgents;
import io.visiona.api.agents.TokenIntrospector;
import io.visiona.api.http.Cursor;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.config.Secret;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The same rules on every database. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
@SuppressWarnings("NullAway.Init") // set up before each test
@ResourceLock(TestDatabase.LOCK)
final class PairingCodesTest {
  private static final SecretHashes HASHES =
      new SecretHashes(new Secret("a secret of the tests, long enough"));
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final String ALICE = "subject-alice";
  private static final int MANY_AGENTS = 30;
  private static final String BOB = "subject-bob";
  private static final int MANY = 100;

  @Parameter DatabaseKind kind;

  private final MovableClock clock = new MovableClock();
  private TestDatabase database;
  private Agents agents;
  private PairingCodes codes;
  private TokenIntrospector introspection;

  @BeforeEach
  void start() {
    database = TestDatabase.empty(kind);
    agents =
        new Agents(
            database, HASHES, new RandomSecrets(), clock, new StorageQuota(MANY_AGENTS, "enough"));
    codes = codes(database);
    introspection = new TokenIntrospector(database, HASHES, new SeenAgents(agents, clock));
  }

  @Test
  void code_makesAnAgentOfItsOwner() {
    IssuedCode issued = codes.issue(ALICE, "kitchen", true);
    assertThat(issued.code()).matches("[0-9a-f]{32}");
    assertThat(issued.expiresAt()).isEqualTo(clock.instant().plus(LIFETIME));

    PairingOutcome.Paired paired = paired(codes.exchange(issued.code(), "box-1", "linux/arm64"));
    assertThat(paired.issued().token()).matches("[0-9a-f]{64}");
    Agent agent = agents.find(ALICE, paired.issued().agent()).orElseThrow();
    assertThat(agent)
        .isEqualTo(
            new Agent(
                paired.issued().agent(),
                ALICE,
                "box-1",
                "kitchen",
                "linux/arm64",
                true,
                clock.instant(),
                clock.instant(),
                null,
                List.of(),
                "",
                null,
                agent.pageName(),
                List.of(),
                0));
    assertThat(agent.pageName()).matches("[a-z2-7]{26}");
    assertThat(introspection.of(paired.issued().token()).map(known -> known.agent().id()))
        .contains(agent.id());
  }

  @Test
  void codeThatWasUsed_isRefusedAsSuchUntilItExpires() {
    IssuedCode issued = codes.issue(ALICE, "x", false);
    paired(codes.exchange(issued.code(), "first", "p"));
    assertThat(codes.exchange(issued.code(), "second", "p"))
        .isEqualTo(new PairingOutcome.AlreadyUsed());
    clock.advance(LIFETIME);
    assertThat(codes.exchange(issued.code(), "third", "p")).isEqualTo(new PairingOutcome.Refused());
    assertThat(agents.list(ALICE, Cursor.START, MANY)).hasSize(1);
  }

  @Test
  void unknownAndExpiredCodes_areRefusedAlike() {
    IssuedCode issued = codes.issue(ALICE, "x", false);
    clock.advance(LIFETIME);
    assertThat(codes.exchange(issued.code(), "late", "p")).isEqualTo(new PairingOutcome.Refused());
    assertThat(codes.exchange("0".repeat(32), "guess", "p"))
        .isEqualTo(new PairingOutcome.Refused());
    assertThat(codes.exchange("", "empty", "p")).isEqualTo(new PairingOutcome.Refused());
    assertThat(codes.exchange("\0'; DROP TABLE agents; --", "hostile", "p"))
        .isEqualTo(new PairingOutcome.Refused());
  }

  @Test
  void codeOneMillisecondBeforeItsEnd_isStillGood() {
    IssuedCode issued = codes.issue(ALICE, "x", false);
    clock.advance(LIFETIME.minusMillis(1));
    paired(codes.exchange(issued.code(), "just in time", "p"));
  }

  @Test
  void fiftySimultaneousExchanges_makeExactlyOneAgent() throws Exception {
    IssuedCode issued = codes.issue(ALICE, "race", false);
    Callable<PairingOutcome> exchange = () -> codes.exchange(issued.code(), "racer", "p");
    List<PairingOutcome> outcomes = new ArrayList<>();
    try (ExecutorService racers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<PairingOutcome> outcome : racers.invokeAll(Collections.nCopies(50, exchange))) {
        outcomes.add(outcome.get());
      }
    }
    assertThat(outcomes).filteredOn(PairingOutcome.Paired.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new PairingOutcome.AlreadyUsed()::equals).hasSize(49);
    assertThat(agents.list(ALICE, Cursor.START, MANY)).hasSize(1);
  }

  @Test
  void exchangeThatCannotBeCommitted_leavesNoTokenAndAFreshCode() {
    IssuedCode issued = codes.issue(ALICE, "x", false);
    Transactions failing =
        new Transactions() {
          @Override
          public <T> T call(Function<EntityManager, T> work) {
            return database.call(entities -> {
              throw new IllegalStateException("lost before the commit of " + work.apply(entities));
            });
          }
        };
    assertThatThrownBy(() -> codes(failing).exchange(issued.code(), "x", "p"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(agents.list(ALICE, Cursor.START, MANY)).isEmpty();
    paired(codes.exchange(issued.code(), "again", "p"));
  }

  @Test
  void list_showsOwnCodesNewestFirstWithWhatBecameOfThem() {
    IssuedCode first = codes.issue(ALICE, "first", false);
    clock.advance(Duration.ofSeconds(1));
    IssuedCode second = codes.issue(ALICE, "second", true);
    codes.issue(BOB, "not hers", false);
    paired(codes.exchange(second.code(), "x", "p"));

    List<PairingCode> listed = codes.list(ALICE, Cursor.START, MANY);
    assertThat(listed).extracting(PairingCode::id).containsExactly(second.id(), first.id());
    assertThat(listed.getFirst().usedAt()).isEqualTo(clock.instant());
    assertThat(listed.getLast().usedAt()).isNull();
  }

  @Test
  void withdrawnCode_isGone_andOnlyItsOwnerCanWithdrawIt() {
    IssuedCode issued = codes.issue(ALICE, "x", false);
    assertThat(codes.withdraw(BOB, issued.id())).isFalse();
    assertThat(codes.withdraw(ALICE, issued.id())).isTrue();
    assertThat(codes.withdraw(ALICE, issued.id())).isFalse();
    assertThat(codes.exchange(issued.code(), "x", "p")).isEqualTo(new PairingOutcome.Refused());
  }

  @Test
  void openCodes_areBounded_andUsedOrExpiredOnesDoNotCount() {
    for (int i = 0; i < PairingCodes.MOST_OPEN; i++) {
      codes.issue(ALICE, "x", false);
    }
    assertThatThrownBy(() -> codes.issue(ALICE, "one too many", false))
        .isInstanceOf(ApiException.class);
    codes.issue(BOB, "somebody else", false);
    clock.advance(LIFETIME);
    codes.issue(ALICE, "again", false);
  }

  /** Counted beside the insertion, some of them would all find the last place free. */
  @Test
  void codesAskedForAtOnce_getNotPastTheBound() throws Exception {
    for (int i = 0; i < PairingCodes.MOST_OPEN - 5; i++) {
      codes.issue(ALICE, "x", false);
    }
    assertThat(succeeding(() -> codes.issue(ALICE, "race", false))).isEqualTo(5);
    assertThat(codes.list(ALICE, Cursor.START, 2 * MANY)).hasSize(PairingCodes.MOST_OPEN);
  }

  @Test
  void agentsPairedAtOnce_getNotPastTheBound_andTheirCodesStayGood() throws Exception {
    List<String> issued = new ArrayList<>();
    for (int i = 0; i < MANY_AGENTS + 20; i++) {
      issued.add(codes.issue(ALICE, "x", false).code());
    }
    Iterator<String> next = new ConcurrentLinkedQueue<>(issued).iterator();
    List<String> kept = Collections.synchronizedList(new ArrayList<>());
    assertThat(
            succeeding(() -> {
              String code;
              synchronized (next) {
                code = next.next();
              }
              try {
                return codes.exchange(code, "racer", "p");
              } catch (ApiException full) {
                kept.add(code);
                throw full;
              }
            }))
        .isEqualTo(MANY_AGENTS);
    List<Agent> all = agents.list(ALICE, Cursor.START, 2 * MANY);
    assertThat(all).hasSize(MANY_AGENTS);
    agents.revoke(ALICE, all.getFirst().id());
    paired(codes.exchange(kept.getFirst(), "later", "p"));
  }

  /** How many of fifty at once succeed; the others must be told that there is a bound. */
  private static int succeeding(Callable<?> act) throws Exception {
    int done = 0;
    try (ExecutorService racers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<?> outcome : racers.invokeAll(Collections.nCopies(50, act))) {
        try {
          outcome.get();
          done++;
        } catch (ExecutionException refused) {
          assertThat(refused).hasCauseInstanceOf(ApiException.class);
        }
      }
    }
    return done;
  }

  @Test
  void codesOfYesterday_areForgotten() {
    codes.issue(ALICE, "old", false);
    clock.advance(Duration.ofDays(2));
    IssuedCode fresh = codes.issue(ALICE, "new", false);
    assertThat(codes.list(ALICE, Cursor.START, MANY))
        .extracting(PairingCode::id)
        .containsExactly(fresh.id());
  }

  @Test
  void secrets_areInNoTable() throws Exception {
    IssuedCode issued = codes.issue(ALICE, "x", false);
    String token = paired(codes.exchange(issued.code(), "x", "p")).issued().token();
    List<String> cells = new ArrayList<>();
    try (var connection = database.source().getConnection();
        var statement = connection.createStatement()) {
      for (String table : List.of("agents", "pairing_codes")) {
        try (var rows = statement.executeQuery("SELECT * FROM " + table)) {
          while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              cells.add(String.valueOf(rows.getString(i)));
            }
          }
        }
      }
    }
    assertThat(cells)
        .hasSizeGreaterThan(10)
        .noneMatch(cell -> cell.contains(issued.code()) || cell.contains(token));
    assertThat(issued.toString()).doesNotContain(issued.code());
  }

  private PairingCodes codes(Transactions transactions) {
    return new PairingCodes(transactions, agents, HASHES, new RandomSecrets(), LIFETIME, clock);
  }

  private static PairingOutcome.Paired paired(PairingOutcome outcome) {
    assertThat(outcome).isInstanceOf(PairingOutcome.Paired.class);
    return (PairingOutcome.Paired) outcome;
  }
}
