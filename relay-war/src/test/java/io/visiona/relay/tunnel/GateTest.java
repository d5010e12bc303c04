package io.visiona.relay.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.sessions.AgentIdentity;
import io.visiona.relay.sessions.Contests;
import io.visiona.relay.support.Relay;
import io.visiona.shared.error.ErrorCode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class GateTest {
  private static final Optional<PresentedToken> TOKEN = Optional.of(new PresentedToken("token"));

  private final Relay relay = new Relay();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();

  private Gate gate(TokenAuthority authority) {
    TokenAuthority counting =
        credential -> {
          asked.incrementAndGet();
          return authority.ask(credential);
        };
    Introspector introspector = new Introspector(counting, Runnable::run, System::nanoTime);
    return new Gate(
        introspector, relay.store, relay.tunnels, draining::get, relay.stats, relay.contests);
  }

  private static Introspection active(PresentedToken ignored) {
    return new Introspection.Active(
        new AgentIdentity("agent-1", "alice", "box", 1), System.nanoTime());
  }

  @Test
  void noCredential_is401AndNobodyIsAsked() {
    assertThat(gate(GateTest::active).judge(Optional.empty()).join())
        .isEqualTo(new AdmissionDecision.Refused(ErrorCode.UNAUTHENTICATED));
    assertThat(asked).hasValue(0);
  }

  @Test
  void unknownCredential_is401() {
    assertThat(gate(credential -> new Introspection.Inactive()).judge(TOKEN).join())
        .isEqualTo(new AdmissionDecision.Refused(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void draining_is503() {
    draining.set(true);
    assertThat(gate(GateTest::active).judge(TOKEN).join())
        .isEqualTo(new AdmissionDecision.Later(ErrorCode.DRAINING));
  }

  @Test
  void authorityAway_is503() {
    Gate gate =
        gate(credential -> {
          throw new IllegalStateException("away");
        });
    assertThat(gate.judge(TOKEN).join())
        .isEqualTo(new AdmissionDecision.Later(ErrorCode.UNAVAILABLE));
  }

  @Test
  void knownCredential_isAdmittedWithARisingGeneration() {
    Gate gate = gate(GateTest::active);
    AdmissionDecision first = gate.judge(TOKEN).join();
    AdmissionDecision second = gate.judge(TOKEN).join();
    assertThat(first).isInstanceOf(AdmissionDecision.Admitted.class);
    assertThat(((AdmissionDecision.Admitted) second).admission().generation())
        .isGreaterThan(((AdmissionDecision.Admitted) first).admission().generation());
  }

  @Test
  void answerFromBeforeTheSessionWasClosed_isAskedAgain() {
    AtomicBoolean revoked = new AtomicBoolean();
    Gate gate =
        gate(credential -> revoked.get() ? new Introspection.Inactive() : active(credential));
    assertThat(gate.judge(TOKEN).join()).isInstanceOf(AdmissionDecision.Admitted.class);
    revoked.set(true);
    relay.store.unregister("agent-1");
    assertThat(gate.judge(TOKEN).join())
        .isEqualTo(new AdmissionDecision.Refused(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void fullRelay_turnsAwayAllButThoseItKnows() {
    for (int i = 0; i < relay.config.maxTunnels(); i++) {
      relay.agent("filler-" + i);
    }
    assertThat(gate(GateTest::active).judge(TOKEN).join())
        .isEqualTo(new AdmissionDecision.Later(ErrorCode.UNAVAILABLE));
    relay.store.unregister("filler-0");
    relay.agent("agent-1");
    assertThat(gate(GateTest::active).judge(TOKEN).join())
        .isInstanceOf(AdmissionDecision.Admitted.class);
  }

  @Test
  void tunnelThatTwoBoxesTakeFromEachOther_staysForAWhile() {
    for (int i = 0; i < 4; i++) {
      relay.agent("agent-1");
      assertThat(gate(GateTest::active).judge(TOKEN).join())
          .isInstanceOf(AdmissionDecision.Admitted.class);
    }
    relay.agent("agent-1");
    AdmissionDecision decision = gate(GateTest::active).judge(TOKEN).join();
    assertThat(decision).isInstanceOf(AdmissionDecision.Later.class);
    assertThat(((AdmissionDecision.Later) decision).retryAfter())
        .isBetween(Contests.PAUSE.minusSeconds(10), Contests.PAUSE);
    relay.store.unregister("agent-1");
    assertThat(gate(GateTest::active).judge(TOKEN).join())
        .isInstanceOf(AdmissionDecision.Admitted.class);
  }
}
