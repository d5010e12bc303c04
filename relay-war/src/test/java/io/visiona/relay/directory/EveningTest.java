package io.visiona.relay.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.relay.support.Far;
import io.visiona.relay.support.Relay;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.RelayInfo.State;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a relay sends agents to others, how many, and whom first. */
final class EveningTest {
  private static final int SETTLED = (int) Evening.SETTLED.toSeconds();

  private final Relay relay = new Relay();
  private final ScriptedDirectory directory = new ScriptedDirectory();
  private final List<Far> agents = new ArrayList<>();
  private long now;
  private boolean wanted = true;
  private final Evening evening =
      new Evening(directory, "r1", relay.store, () -> wanted, relay.stats, () -> now);

  @Test
  void relayWithMoreThanItsShare_sendsOneInAHundredAway_eachMinute_downToIt() {
    agents(60);
    relays("1", State.UP, 0);
    ticks(SETTLED + 60);
    assertThat(relay.store.size()).as("0.6 of them were due").isEqualTo(60);
    ticks(60);
    assertThat(relay.store.size()).isEqualTo(59);
    // Two relays: it keeps 1.2 times the half of all.
    relays("1", State.UP, 40);
    ticks(600);
    assertThat(relay.store.size()).isEqualTo(59);
    relays("1", State.UP, 37);
    ticks(3600);
    assertThat(relay.store.size()).isBetween(56, 57);
  }

  @Test
  void nothingMoves_untilTheRelaysHaveBeenTheSameFor5Minutes() {
    agents(60);
    relays("1", State.UP, 0);
    ticks(SETTLED - 1);
    relays("2", State.UP, 0);
    ticks(SETTLED - 1);
    relays("2", State.DRAINING, 0);
    ticks(SETTLED * 2);
    relays("2", State.JOINING, 0);
    ticks(SETTLED * 2);
    directory.relays(info("r1", "1", State.UP, 60));
    ticks(SETTLED * 2);
    assertThat(relay.store.size()).isEqualTo(60);
  }

  @Test
  void nothingMoves_whenItIsNotWanted_orTheShareIsKept() {
    agents(60);
    relays("1", State.UP, 40);
    ticks(SETTLED * 3);
    wanted = false;
    relays("1", State.UP, 0);
    ticks(SETTLED * 3);
    assertThat(relay.store.size()).isEqualTo(60);
  }

  /** Their agents notice nothing. */
  @Test
  void secondTunnels_goFirst() {
    agents(58);
    relay.secondOf("two-1");
    relay.secondOf("two-2");
    relays("1", State.UP, 0);
    ticks(SETTLED + 60 * 4 + 10);
    assertThat(relay.store.exists("two-1")).isFalse();
    assertThat(relay.store.exists("two-2")).isFalse();
    assertThat(relay.store.size()).isEqualTo(58);
  }

  private void agents(int count) {
    for (int i = 0; i < count; i++) {
      agents.add(relay.agent("agent-" + i));
    }
  }

  private void relays(String epochOfOther, State stateOfOther, int tunnelsOfOther) {
    directory.relays(
        info("r1", "1", State.UP, 60), info("r2", epochOfOther, stateOfOther, tunnelsOfOther));
  }

  private static RelayInfo info(String id, String epoch, State state, int tunnels) {
    return new RelayInfo(id, epoch, URI.create("http://127.0.0.1:1"), state, tunnels, 100);
  }

  private void ticks(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now += Duration.ofSeconds(1).toNanos();
      evening.tick();
    }
  }
}
