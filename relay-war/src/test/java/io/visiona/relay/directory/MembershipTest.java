package io.visiona.relay.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.directory.DirectoryStats.Totals;
import io.visiona.relay.support.Far;
import io.visiona.relay.support.Relay;
import io.visiona.shared.directory.Claim;
import io.visiona.shared.directory.ClaimRequest;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.RelayInfo.State;
import io.visiona.shared.directory.Renewal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a relay makes of what the directory says. */
final class MembershipTest {
  private static final String AGENT = "agent-1";

  private final Relay relay = new Relay();
  private final ScriptedDirectory directory = new ScriptedDirectory();
  private final List<String> forgotten = new ArrayList<>();
  private int most;
  private final DirectoryStats stats = new DirectoryStats();
  private final Membership membership =
      new Membership(
          directory,
          new RelayInfo("one", "", URI.create("http://127.0.0.1:1"), State.JOINING, 0, 10),
          relay.store,
          forgotten::add,
          () -> false,
          Runnable::run,
          new TunnelQuota(directory.owners(), "one", () -> most),
          stats,
          relay.log);

  MembershipTest() {
    relay.tunnels.watch(membership);
  }

  @Test
  void newTunnel_isClaimed_andKnownByTheGenerationThatTheDirectoryGives() {
    directory.claim = won(77);
    Far agent = relay.agent(AGENT);
    assertThat(directory.claimed).containsExactly(new ClaimRequest(AGENT, 0, 1, "yamux"));
    assertThat(relay.store.list().getFirst().generation()).isEqualTo(77);
    agent.lose();
    assertThat(directory.released).containsExactly(AGENT + " 0 77");
  }

  @Test
  void newerTunnelElsewhere_endsThisOne_anOlderDoesNot() {
    directory.claim = won(77);
    relay.agent(AGENT);
    membership.superseded(AGENT, ClaimRequest.FIRST, 76);
    assertThat(relay.store.exists(AGENT)).isTrue();
    membership.superseded(AGENT, ClaimRequest.FIRST, 78);
    assertThat(relay.store.exists(AGENT)).isFalse();
  }

  /** A relay that joins, or was without its directory, must not fill the connection. */
  @Test
  void manyTunnels_areClaimedSomeAtATime() {
    for (int i = 0; i < 250; i++) {
      relay.agent("agent-" + i);
    }
    directory.together.clear();
    directory.claim = won(77);
    directory.renewal = Renewal.LOST;
    membership.tick();
    assertThat(directory.together).containsExactly(100, 100, 50);
    assertThat(membership.unclaimed()).isZero();
  }

  /** The newest wins in each slot by itself. */
  @Test
  void newerTunnelOfTheOtherSlot_endsNothing() {
    directory.claim = won(77);
    relay.secondOf(AGENT);
    assertThat(directory.claimed)
        .containsExactly(new ClaimRequest(AGENT, ClaimRequest.SECOND, 0, 1, "yamux"));
    membership.superseded(AGENT, ClaimRequest.FIRST, 78);
    assertThat(relay.store.exists(AGENT)).isTrue();
    membership.superseded(AGENT, ClaimRequest.SECOND, 78);
    assertThat(relay.store.exists(AGENT)).isFalse();
    assertThat(directory.released).containsExactly(AGENT + " 1 77");
  }

  /** The message may come before the answer to the claim. */
  @Test
  void newerTunnel_thatIsToldBeforeTheClaimIsAnswered_endsThisOne() {
    directory.claim =
        tunnel -> {
          membership.superseded(AGENT, ClaimRequest.FIRST, 78);
          assertThat(relay.store.exists(AGENT)).as("it is not known which is newer").isTrue();
          return new Claim.Won(77, Optional.empty());
        };
    relay.agent(AGENT);
    assertThat(relay.store.exists(AGENT)).isFalse();
  }

  @Test
  void refusedClaim_endsTheTunnel() {
    directory.claim = _ -> new Claim.Newer(90);
    relay.agent(AGENT);
    assertThat(relay.store.exists(AGENT)).isFalse();
    assertThat(stats.totals())
        .extracting(Totals::byMessage, Totals::byCheck, Totals::byClaim)
        .containsExactly(0L, 0L, 1L);
    directory.claim = _ -> new Claim.Revoked();
    relay.agent(AGENT);
    assertThat(relay.store.exists(AGENT)).isFalse();
    assertThat(forgotten).containsExactly(AGENT);
  }

  @Test
  void directoryAway_theTunnelServes_andIsClaimedWhenItIsBack() {
    relay.agent(AGENT);
    directory.renewal = Renewal.UNKNOWN;
    membership.tick();
    assertThat(relay.store.exists(AGENT)).isTrue();
    assertThat(membership.unclaimed()).isEqualTo(1);
    directory.renewal = Renewal.HELD;
    directory.claim = won(77);
    membership.tick();
    assertThat(membership.unclaimed()).isZero();
  }

  @Test
  void leaseLost_everythingIsClaimedAgain_underItsGeneration_beforeTheRelayIsUp() {
    directory.claim = won(77);
    relay.agent(AGENT);
    membership.tick();
    assertThat(membership.state()).isEqualTo(State.UP);
    directory.renewal = Renewal.LOST;
    directory.claim = _ -> new Claim.Unknown();
    directory.claimed.clear();
    ticks(5);
    assertThat(membership.state()).isEqualTo(State.JOINING);
    assertThat(directory.claimed).contains(new ClaimRequest(AGENT, 77, 1, "yamux"));
    directory.renewal = Renewal.HELD;
    membership.tick();
    assertThat(membership.state()).as("not all could be claimed").isEqualTo(State.JOINING);
    directory.claim = won(77);
    membership.tick();
    membership.tick();
    assertThat(membership.state()).isEqualTo(State.UP);
    membership.tick();
    assertThat(directory.renewed.getLast().state()).isEqualTo(State.UP);
  }

  /** A message is lost: the check finds it out. */
  @Test
  void placeThatIsSomebodyElses_isFoundByTheCheck() {
    directory.claim = won(77);
    relay.agent(AGENT);
    membership.tick();
    directory.lost = List.of(new ClaimRequest(AGENT, 77, 1, "yamux"));
    directory.claim = _ -> new Claim.Newer(78);
    ticks(2);
    assertThat(relay.store.exists(AGENT)).isFalse();
    assertThat(stats.totals())
        .extracting(Totals::byMessage, Totals::byCheck, Totals::byClaim)
        .containsExactly(0L, 1L, 0L);
  }

  @Test
  void whatItSaysOfItself_isWhatItIsDoingNow() {
    assertThat(membership.now().state()).isEqualTo(State.JOINING);
    directory.claim = won(77);
    relay.agent(AGENT);
    membership.isOf("1.2.3");
    membership.tick();
    assertThat(membership.now())
        .extracting(RelayInfo::id, RelayInfo::state, RelayInfo::tunnels, RelayInfo::version)
        .containsExactly("one", State.UP, 1, "1.2.3");
    assertThat(directory.renewed.getLast().version()).isEqualTo("1.2.3");
  }

  @Test
  void revocation_endsTunnelsOfOlderCredentials_only() {
    directory.claim = won(77);
    relay.agent(AGENT);
    membership.revoked(AGENT, 1);
    assertThat(relay.store.exists(AGENT)).isTrue();
    membership.revoked(AGENT, 2);
    assertThat(relay.store.exists(AGENT)).isFalse();
    assertThat(forgotten).contains(AGENT);
  }

  /**
   * Its credential may be revoked since, and nobody can tell: it dials again, and is asked about.
   */
  @Test
  void tunnelByTheWordOfAnotherRelay_thatCannotBeClaimed_isEnded() {
    relay.byWordOfAnother(AGENT);
    assertThat(relay.store.exists(AGENT)).isFalse();
    directory.claim = won(77);
    relay.byWordOfAnother(AGENT);
    assertThat(relay.store.exists(AGENT)).isTrue();
    directory.claim = _ -> new Claim.Unknown();
    directory.renewal = Renewal.LOST;
    membership.tick();
    assertThat(relay.store.exists(AGENT)).as("it was claimed once").isTrue();
  }

  @Test
  void tunnelByTheWordOfAnotherRelay_ofARevokedCredential_isEnded() {
    directory.claim = _ -> new Claim.Revoked();
    relay.byWordOfAnother(AGENT);
    assertThat(relay.store.exists(AGENT)).isFalse();
  }

  /** One that came while nobody could be asked at the door. */
  @Test
  void tunnelOverItsOwnersQuota_isEndedWhenItIsClaimed() {
    directory.claim = won(77);
    most = 1;
    relay.agent(AGENT);
    relay.agent("agent-2");
    assertThat(relay.store.exists(AGENT)).isTrue();
    assertThat(relay.store.exists("agent-2")).isFalse();
    assertThat(directory.claimed).extracting(ClaimRequest::agent).containsExactly(AGENT);
  }

  @Test
  void tunnelThatEnded_countsNoMore_andOneThatComesBackNeverDid() {
    directory.claim = won(77);
    most = 1;
    relay.agent(AGENT);
    Far again = relay.agent(AGENT);
    assertThat(relay.store.exists(AGENT)).isTrue();
    relay.agent("agent-2");
    assertThat(relay.store.exists("agent-2")).isFalse();
    again.lose();
    relay.agent("agent-2");
    assertThat(relay.store.exists("agent-2")).isTrue();
  }

  @Test
  void tunnelsThatWereLetInBefore_areCountedWithinAMinute_andNotEnded() {
    directory.claim = won(77);
    relay.agent(AGENT);
    relay.agent("agent-2");
    most = 1;
    ticks(61);
    assertThat(relay.store.size()).isEqualTo(2);
    relay.agent("agent-3");
    assertThat(relay.store.exists("agent-3")).isFalse();
  }

  @Test
  void idOfAnotherRelay_isNotTaken() {
    directory.renewal = Renewal.TAKEN;
    membership.tick();
    assertThat(membership.isTaken()).isTrue();
    assertThat(membership.state()).isEqualTo(State.JOINING);
    directory.renewal = Renewal.LOST;
    membership.tick();
    assertThat(membership.isTaken()).isFalse();
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      membership.tick();
    }
  }

  private static Function<ClaimRequest, Claim> won(long generation) {
    return _ -> new Claim.Won(generation, Optional.empty());
  }
}
