package io.visiona.api.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.RelayInfo.State;
import io.visiona.shared.directory.TunnelLocation;
import io.visiona.shared.directory.TunnelLookup;
import io.visiona.shared.sessions.StreamRefusal;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which of two tunnels a request takes. */
final class TunnelChoiceTest {
  private static final UUID AGENT = UUID.randomUUID();

  private final Set<String> unlinked = new HashSet<>();
  private long now = 1;
  private final TunnelChoice choice =
      new TunnelChoice(relay -> !unlinked.contains(relay.id()), () -> now);
  private State stateOfOne = State.UP;

  @Test
  void quickerWay_isTaken_onceBothAreMeasured_andTheOtherOnlyWhenClearlyBetter() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    assertThat(chosen()).isEqualTo("one");
    measured("two", 9.5);
    assertThat(chosen()).as("about the same").isEqualTo("one");
    measured("two", 1);
    assertThat(chosen()).isEqualTo("two");
  }

  @Test
  void otherWay_isMeasuredAgain_nowAndThen() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    assertThat(chosen()).isEqualTo("one");
    pass(Duration.ofSeconds(31));
    assertThat(chosen()).isEqualTo("two");
    assertThat(chosen()).isEqualTo("one");
  }

  @Test
  void relayWithoutALink_isNotTaken_norOneThatDrains() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    unlinked.add("one");
    assertThat(chosen()).isEqualTo("two");
    unlinked.clear();
    stateOfOne = State.DRAINING;
    assertThat(chosen()).isEqualTo("two");
    unlinked.add("two");
    assertThat(chosen()).as("better than none").isEqualTo("one");
  }

  /** A relay that stands still, or a connection that leads nowhere, looks well from outside. */
  @Test
  void wayWhoseStreamsNobodyAccepts_isLeft_afterASecond_andForAMinuteOnceItFailed() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    TunnelChoice.Attempt stuck = choice.begin(AGENT, at("one"));
    pass(Duration.ofMillis(900));
    assertThat(chosen()).isEqualTo("one");
    pass(Duration.ofMillis(100));
    assertThat(chosen()).isEqualTo("two");
    pass(Duration.ofSeconds(9));
    stuck.close();
    assertThat(chosen()).isEqualTo("two");
    pass(Duration.ofSeconds(40));
    assertThat(chosen()).as("not even to measure it").isEqualTo("two");
    pass(Duration.ofSeconds(21));
    assertThat(chosen()).isEqualTo("one");
  }

  /**
   * Of an agent that stands still there is soon no room for more streams, and its relay says so.
   */
  @Test
  void relayThatRefusesAtOnce_doesNotMakeASilentAgentLookWell() throws Exception {
    takes(chosen(), 10);
    takes(chosen(), 20);
    TunnelChoice.Attempt _ = choice.begin(AGENT, at("one"));
    pass(Duration.ofSeconds(1));
    refused(StreamRefusal.UNACKNOWLEDGED);
    assertThat(chosen()).isEqualTo("two");
    refused(StreamRefusal.AGENT);
    assertThat(chosen()).as("an agent that refuses is alive").isEqualTo("one");
  }

  private void refused(StreamRefusal why) throws InterruptedException {
    AgentLimiter.Permit permit =
        new AgentLimiter(1, () -> 1).acquire(AGENT, Duration.ZERO).orElseThrow();
    new OpeningStream(
            permit.opening("relay", Duration.ZERO, Duration.ZERO).orElseThrow(),
            choice.begin(AGENT, at("one")))
        .answered(false, why);
  }

  /** A busy machine stalls for a moment; that is no reason to go back to a relay that is gone. */
  @Test
  void wayThatStalls_isBetterThanOneThatFailed() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    TunnelChoice.Attempt stuck = choice.begin(AGENT, at("one"));
    pass(Duration.ofSeconds(5));
    stuck.close();
    TunnelChoice.Attempt slow = choice.begin(AGENT, at("two"));
    pass(Duration.ofMillis(1200));
    assertThat(chosen()).isEqualTo("two");
    slow.close();
    assertThat(chosen()).as("both failed, and this one for less time").isEqualTo("two");
  }

  /** A request may end long after others have shown that the way is open. */
  @Test
  void streamThatFails_whenLaterOnesWereAccepted_isNotTheWaysFault() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    TunnelChoice.Attempt left = choice.begin(AGENT, at("two"));
    pass(Duration.ofMillis(10));
    takes("two", 20);
    TunnelChoice.Attempt stuck = choice.begin(AGENT, at("one"));
    pass(Duration.ofSeconds(2));
    assertThat(chosen()).isEqualTo("two");
    left.close();
    assertThat(chosen()).isEqualTo("two");
    stuck.close();
  }

  /** They end in any order; since when the agent has been silent, the oldest one tells. */
  @Test
  void ofStreamsThatFailed_theOldestCounts() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    TunnelChoice.Attempt oldest = choice.begin(AGENT, at("one"));
    pass(Duration.ofMillis(500));
    TunnelChoice.Attempt other = choice.begin(AGENT, at("two"));
    pass(Duration.ofMillis(500));
    TunnelChoice.Attempt later = choice.begin(AGENT, at("one"));
    pass(Duration.ofMillis(1500));
    later.close();
    oldest.close();
    other.close();
    assertThat(chosen()).isEqualTo("two");
  }

  /** One stands still and its streams are still waited for; at the other one a caller went away. */
  @Test
  void wayWhereOneStreamFailed_isBetterThanOneThatHasBeenSilentForLonger() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    TunnelChoice.Attempt stuck = choice.begin(AGENT, at("one"));
    pass(Duration.ofSeconds(1));
    TunnelChoice.Attempt slow = choice.begin(AGENT, at("two"));
    pass(Duration.ofMillis(1100));
    slow.close();
    assertThat(chosen()).isEqualTo("two");
    stuck.close();
  }

  /** One stands still; the other one is slow for a moment while the first is still waited for. */
  @Test
  void whereBothStall_theOneThatStallsLonger_isLeft() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    TunnelChoice.Attempt stuck = choice.begin(AGENT, at("one"));
    pass(Duration.ofSeconds(3));
    TunnelChoice.Attempt slow = choice.begin(AGENT, at("two"));
    pass(Duration.ofMillis(1100));
    assertThat(chosen()).isEqualTo("two");
    slow.answered();
    assertThat(chosen()).isEqualTo("two");
    stuck.close();
  }

  /** On a busy machine it is told long after the relay stood still. */
  @Test
  void acceptanceThatIsToldLate_gainsTheWayNoTime() {
    takes(chosen(), 10);
    takes(chosen(), 300);
    TunnelChoice.Attempt accepted = choice.begin(AGENT, at("one"));
    pass(Duration.ofMillis(10));
    TunnelChoice.Attempt stuck = choice.begin(AGENT, at("one"));
    pass(Duration.ofMillis(600));
    accepted.answered();
    assertThat(chosen()).isEqualTo("one");
    pass(Duration.ofMillis(400));
    assertThat(chosen()).isEqualTo("two");
    stuck.close();
  }

  @Test
  void oneStreamThatTheAgentLeaves_isNotTheWaysFault() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    TunnelChoice.Attempt left = choice.begin(AGENT, at("one"));
    pass(Duration.ofMillis(900));
    takes("one", 10);
    pass(Duration.ofMillis(500));
    assertThat(chosen()).isEqualTo("one");
    left.close();
  }

  @Test
  void wayThatWasTried_isNotTriedAgain_unlessThereIsNoOther() {
    takes(chosen(), 10);
    takes(chosen(), 20);
    assertThat(choice.choose(AGENT, both(), List.of(at("one"))).relay().id()).isEqualTo("two");
    assertThat(choice.choose(AGENT, both(), List.of(at("one"), at("two"))).relay().id())
        .isEqualTo("one");
    assertThat(choice.choose(AGENT, at("one"), List.of(at("one"))).relay().id()).isEqualTo("one");
  }

  @Test
  void agentWithOneTunnel_isNotMeasured() {
    assertThat(choice.choose(AGENT, at("one"), List.of())).isEqualTo(at("one"));
    choice.begin(AGENT, at("one")).answered();
    assertThat(chosen()).isEqualTo("one");
  }

  private String chosen() {
    return choice.choose(AGENT, both(), List.of()).relay().id();
  }

  private void takes(String relay, double millis) {
    TunnelChoice.Attempt attempt = choice.begin(AGENT, at(relay));
    now += (long) (millis * 1e6);
    attempt.answered();
    attempt.close();
  }

  /** So often that the average is that. */
  private void measured(String relay, double millis) {
    for (int i = 0; i < 40; i++) {
      takes(relay, millis);
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private TunnelLookup.At both() {
    TunnelLookup.At one = at("one");
    return new TunnelLookup.At(one.place(), one.relay(), List.of(at("two")));
  }

  private TunnelLookup.At at(String relay) {
    State state = relay.equals("one") ? stateOfOne : State.UP;
    return new TunnelLookup.At(
        new TunnelLocation(1, relay, "1", "yamux"),
        new RelayInfo(relay, "1", URI.create("http://127.0.0.1:1"), state, 0, 1));
  }
}
