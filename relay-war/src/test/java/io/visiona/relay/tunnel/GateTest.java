package io.visiona.relay.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.directory.Neighbours;
import io.visiona.relay.directory.ScriptedDirectory;
import io.visiona.relay.directory.TunnelQuota;
import io.visiona.relay.sessions.AgentIdentity;
import io.visiona.relay.sessions.Contests;
import io.visiona.relay.support.Relay;
import io.visiona.shared.directory.ClaimRequest;
import io.visiona.shared.directory.LocalDirectory;
import io.visiona.shared.directory.OwnedTunnel;
import io.visiona.shared.directory.OwnerPlaces;
import io.visiona.shared.directory.TunnelDirectory;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GateTest {
  private static final Optional<PresentedToken> TOKEN = Optional.of(new PresentedToken("token"));

  private final Relay relay = new Relay();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger rate = new AtomicInteger(1000);
  private final List<Runnable> turns = new ArrayList<>();
  private final AdmissionStats admissions = new AdmissionStats();
  private int most;
  private TunnelDirectory directory = new ScriptedDirectory();

  private Gate gate(Function<PresentedToken, Introspection> authority) {
    TokenAuthority counting =
        credentials -> {
          asked.incrementAndGet();
          return credentials.stream().map(authority).toList();
        };
    Introspector introspector =
        new Introspector(counting, Exchanges.off(), Runnable::run, System::nanoTime);
    return new Gate(
        new AdmissionLine(rate::get, () -> 0, (then, _) -> turns.add(then), _ -> 0),
        introspector,
        relay.store,
        relay.tunnels,
        draining::get,
        relay.stats,
        admissions,
        relay.contests,
        new Neighbours(directory, "r1"),
        new TunnelQuota(directory.owners(), "r1", () -> most));
  }

  private static Introspection active(PresentedToken ignored) {
    return new Introspection.Active(
        new AgentIdentity("agent-1", "alice", "box", 1), System.nanoTime());
  }

  @Test
  void ownerWithAsManyTunnelsAsMayBe_is429_andMayTryInAMinute() {
    most = 1;
    Gate gate = gate(GateTest::named);
    assertThat(gate.judge(Optional.of(new PresentedToken("a")), SecondTunnel.NONE).join())
        .isInstanceOf(AdmissionDecision.Admitted.class);
    assertThat(gate.judge(Optional.of(new PresentedToken("b")), SecondTunnel.NONE).join())
        .isEqualTo(
            new AdmissionDecision.Later(AdmissionRefusal.OWNER_FULL, Duration.ofSeconds(60)));
    assertThat(AdmissionRefusal.OWNER_FULL.code().status()).isEqualTo(429);
    assertThat(admissions.total(AdmissionRefusal.OWNER_FULL)).isEqualTo(1);
    assertThat(gate.judge(Optional.of(new PresentedToken("a")), SecondTunnel.NONE).join())
        .as("who comes back")
        .isInstanceOf(AdmissionDecision.Admitted.class);
  }

  @Test
  void directoryThatCannotCount_letsIn() {
    most = 1;
    directory =
        new ScriptedDirectory() {
          @Override
          public OwnerPlaces owners() {
            return new Away();
          }
        };
    assertThat(gate(GateTest::active).judge(TOKEN, SecondTunnel.NONE).join())
        .isInstanceOf(AdmissionDecision.Admitted.class);
  }

  private static final class Away implements OwnerPlaces {
    @Override
    public CompletionStage<Boolean> take(OwnedTunnel tunnel, int most) {
      return CompletableFuture.failedStage(new IllegalStateException("away"));
    }

    @Override
    public CompletionStage<?> keep(List<OwnedTunnel> tunnels) {
      return CompletableFuture.failedStage(new IllegalStateException("away"));
    }

    @Override
    public CompletionStage<?> free(OwnedTunnel tunnel) {
      return CompletableFuture.failedStage(new IllegalStateException("away"));
    }
  }

  /** Every token is an agent of its own. */
  private static Introspection named(PresentedToken token) {
    return new Introspection.Active(
        new AgentIdentity(token.token(), "alice", "box", 1), System.nanoTime());
  }

  @Test
  void noCredential_is401AndNobodyIsAsked() {
    assertThat(gate(GateTest::active).judge(Optional.empty(), SecondTunnel.NONE).join())
        .isEqualTo(new AdmissionDecision.Refused(AdmissionRefusal.UNAUTHENTICATED));
    assertThat(asked).hasValue(0);
  }

  /** Nobody is asked about an agent that came to the relay where its other tunnel is. */
  @Test
  void secondTunnelAtTheRelayOfTheFirst_is409() {
    for (SecondTunnel wrong :
        List.of(second("1", "r1"), second("0", "r1"), second(null, "r1"), second("1", null))) {
      assertThat(gate(GateTest::active).judge(TOKEN, wrong).join())
          .isEqualTo(new AdmissionDecision.Refused(AdmissionRefusal.OTHER_TUNNEL));
    }
    assertThat(asked).hasValue(0);
  }

  @Test
  void secondTunnelAtAnotherRelay_isAdmittedInItsSlot() {
    AdmissionDecision verdict = gate(GateTest::active).judge(TOKEN, second("1", "r2")).join();
    assertThat(((AdmissionDecision.Admitted) verdict).admission().slot())
        .isEqualTo(ClaimRequest.SECOND);
    verdict = gate(GateTest::active).judge(TOKEN, second(null, "r2")).join();
    assertThat(((AdmissionDecision.Admitted) verdict).admission().slot())
        .isEqualTo(ClaimRequest.FIRST);
  }

  @Test
  void secondTunnel_whereThereIsOneRelayForGood_is409() {
    directory = LocalDirectory.ofRelay(URI.create("http://127.0.0.1:3801"), Clock.systemUTC());
    assertThat(gate(GateTest::active).judge(TOKEN, second("1", "r2")).join())
        .isEqualTo(new AdmissionDecision.Refused(AdmissionRefusal.OTHER_TUNNEL));
    assertThat(gate(GateTest::active).judge(TOKEN, second("0", null)).join())
        .isInstanceOf(AdmissionDecision.Admitted.class);
  }

  @ParameterizedTest
  @CsvSource({"2, r1", "-1, r1", "'', r1", "x, r1", "1, ''", "1, 'a b'", "1, 'r1, r2'"})
  void unknownSlotOrRelay_isMalformed(String slot, String avoid) {
    assertThat(SecondTunnel.of(slot, avoid)).isEmpty();
  }

  private static SecondTunnel second(@Nullable String slot, @Nullable String avoid) {
    return SecondTunnel.of(slot, avoid).orElseThrow();
  }

  @Test
  void unknownCredential_is401() {
    assertThat(
            gate(credential -> new Introspection.Inactive()).judge(TOKEN, SecondTunnel.NONE).join())
        .isEqualTo(new AdmissionDecision.Refused(AdmissionRefusal.UNAUTHENTICATED));
  }

  @Test
  void draining_is503() {
    draining.set(true);
    assertThat(gate(GateTest::active).judge(TOKEN, SecondTunnel.NONE).join())
        .isEqualTo(new AdmissionDecision.Later(AdmissionRefusal.DRAINING));
  }

  @Test
  void authorityAway_is503() {
    Gate gate =
        gate(credential -> {
          throw new IllegalStateException("away");
        });
    assertThat(gate.judge(TOKEN, SecondTunnel.NONE).join())
        .isEqualTo(new AdmissionDecision.Later(AdmissionRefusal.API_AWAY));
  }

  @Test
  void knownCredential_isAdmittedWithARisingGeneration() {
    Gate gate = gate(GateTest::active);
    AdmissionDecision first = gate.judge(TOKEN, SecondTunnel.NONE).join();
    AdmissionDecision second = gate.judge(TOKEN, SecondTunnel.NONE).join();
    assertThat(first).isInstanceOf(AdmissionDecision.Admitted.class);
    assertThat(((AdmissionDecision.Admitted) second).admission().generation())
        .isGreaterThan(((AdmissionDecision.Admitted) first).admission().generation());
  }

  @Test
  void answerFromBeforeTheSessionWasClosed_isAskedAgain() {
    AtomicBoolean revoked = new AtomicBoolean();
    Gate gate =
        gate(credential -> revoked.get() ? new Introspection.Inactive() : active(credential));
    assertThat(gate.judge(TOKEN, SecondTunnel.NONE).join())
        .isInstanceOf(AdmissionDecision.Admitted.class);
    revoked.set(true);
    relay.store.unregister("agent-1");
    assertThat(gate.judge(TOKEN, SecondTunnel.NONE).join())
        .isEqualTo(new AdmissionDecision.Refused(AdmissionRefusal.UNAUTHENTICATED));
  }

  @Test
  void fullRelay_turnsAwayAllButThoseItKnows() {
    for (int i = 0; i < relay.config.maxTunnels(); i++) {
      relay.agent("filler-" + i);
    }
    assertThat(gate(GateTest::active).judge(TOKEN, SecondTunnel.NONE).join())
        .isEqualTo(new AdmissionDecision.Later(AdmissionRefusal.FULL));
    relay.store.unregister("filler-0");
    relay.agent("agent-1");
    assertThat(gate(GateTest::active).judge(TOKEN, SecondTunnel.NONE).join())
        .isInstanceOf(AdmissionDecision.Admitted.class);
  }

  @Test
  void tunnelThatTwoBoxesTakeFromEachOther_staysForAWhile() {
    for (int i = 0; i < 4; i++) {
      relay.agent("agent-1");
      assertThat(gate(GateTest::active).judge(TOKEN, SecondTunnel.NONE).join())
          .isInstanceOf(AdmissionDecision.Admitted.class);
    }
    relay.agent("agent-1");
    AdmissionDecision verdict = gate(GateTest::active).judge(TOKEN, SecondTunnel.NONE).join();
    assertThat(verdict).isInstanceOf(AdmissionDecision.Later.class);
    assertThat(((AdmissionDecision.Later) verdict).retryAfter())
        .isBetween(Contests.PAUSE.minusSeconds(10), Contests.PAUSE);
    relay.store.unregister("agent-1");
    assertThat(gate(GateTest::active).judge(TOKEN, SecondTunnel.NONE).join())
        .isInstanceOf(AdmissionDecision.Admitted.class);
  }

  /** In a storm nobody is asked about those who are sent away. */
  @Test
  void moreThanAreLetIn_wait_orAreSentAwayBeforeAnybodyIsAsked() {
    rate.set(1);
    Gate gate = gate(GateTest::active);
    List<CompletableFuture<AdmissionDecision>> verdicts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      verdicts.add(gate.judge(Optional.of(new PresentedToken("t" + i)), SecondTunnel.NONE));
    }
    assertThat(verdicts.getFirst().join()).isInstanceOf(AdmissionDecision.Admitted.class);
    assertThat(verdicts.get(1)).isNotDone();
    assertThat(admissions.waiting()).isEqualTo(2);
    assertThat(verdicts.get(3).join())
        .isEqualTo(new AdmissionDecision.Later(AdmissionRefusal.RATE, Duration.ofSeconds(1)));
    assertThat(admissions.total(AdmissionRefusal.RATE)).isEqualTo(1);
    assertThat(asked).hasValue(1);
    turns.forEach(Runnable::run);
    assertThat(verdicts.get(1).join()).isInstanceOf(AdmissionDecision.Admitted.class);
    assertThat(verdicts.get(2).join()).isInstanceOf(AdmissionDecision.Admitted.class);
    assertThat(admissions.waiting()).isZero();
  }

  /** Where a thread would have to wait: the question is not lost. */
  @Test
  void keptVerdict_letsTheNextAttemptInAtOnce_onceAndWithoutATurn() {
    rate.set(1);
    Gate gate = gate(GateTest::active);
    CompletableFuture<AdmissionDecision> first = gate.judge(TOKEN, SecondTunnel.NONE);
    first.join();
    gate.keep(TOKEN.orElseThrow(), first);
    assertThat(admissions.total(AdmissionRefusal.THREADS)).isEqualTo(1);
    CompletableFuture<AdmissionDecision> next = gate.judge(TOKEN, SecondTunnel.NONE);
    assertThat(next).isDone();
    assertThat(next.join()).isInstanceOf(AdmissionDecision.Admitted.class);
    assertThat(asked).hasValue(1);
    assertThat(gate.judge(TOKEN, SecondTunnel.NONE)).as("it waits for its turn").isNotDone();
  }

  @Test
  void keptVerdict_fromBeforeTheSessionWasClosed_letsNobodyIn() {
    AtomicBoolean revoked = new AtomicBoolean();
    Gate gate =
        gate(credential -> revoked.get() ? new Introspection.Inactive() : active(credential));
    CompletableFuture<AdmissionDecision> first = gate.judge(TOKEN, SecondTunnel.NONE);
    first.join();
    gate.keep(TOKEN.orElseThrow(), first);
    revoked.set(true);
    relay.store.unregister("agent-1");
    assertThat(gate.judge(TOKEN, SecondTunnel.NONE).join())
        .isEqualTo(new AdmissionDecision.Refused(AdmissionRefusal.UNAUTHENTICATED));
  }
}
