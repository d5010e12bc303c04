package io.visiona.shared.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How every directory counts the tunnels of a person. */
abstract class OwnerPlacesContract {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** As a relay sees it. */
  abstract OwnerPlaces one();

  /** As another relay sees it; the same where there can be no other. */
  abstract OwnerPlaces other();

  /** So much later, nobody of the owner having kept anything meanwhile. */
  abstract void pass(Duration time);

  @Test
  void tunnelsOfAllRelays_areCountedTogether() {
    assertThat(take(one(), tunnel("a", "r1/1"), 2)).isTrue();
    assertThat(take(other(), tunnel("b", "r2/1"), 2)).isTrue();
    assertThat(take(one(), tunnel("c", "r1/2"), 2)).isFalse();
    assertThat(take(other(), tunnel("c", "r2/2"), 2)).isFalse();
    assertThat(take(one(), tunnel("c", "r1/2"), 3)).isTrue();
  }

  @Test
  void everyOwner_hasTheirOwn() {
    assertThat(take(one(), tunnel("a", "r1/1"), 1)).isTrue();
    assertThat(take(one(), new OwnedTunnel("bob", "b", 0, "r1/2"), 1)).isTrue();
  }

  @Test
  void eachSlotOfAnAgent_isATunnel() {
    assertThat(take(one(), tunnel("a", "r1/1"), 1)).isTrue();
    assertThat(take(other(), new OwnedTunnel("alice", "a", 1, "r2/1"), 1)).isFalse();
  }

  @Test
  void agentThatComesBack_isNeverRefusedByItsOwnOldPlace() {
    assertThat(take(one(), tunnel("a", "r1/1"), 1)).isTrue();
    assertThat(take(other(), tunnel("a", "r2/1"), 1)).isTrue();
    assertThat(take(one(), tunnel("a", "r1/2"), 1)).isTrue();
  }

  @Test
  void boundThatWasLowered_refusesNobodyWhoCountsAlready() {
    assertThat(take(one(), tunnel("a", "r1/1"), 2)).isTrue();
    assertThat(take(one(), tunnel("b", "r1/2"), 2)).isTrue();
    assertThat(take(one(), tunnel("b", "r1/3"), 1)).isTrue();
    assertThat(take(one(), tunnel("c", "r1/4"), 1)).isFalse();
  }

  @Test
  void placeOfATunnelThatEnded_isFree() {
    assertThat(take(one(), tunnel("a", "r1/1"), 1)).isTrue();
    get(one().free(tunnel("a", "r1/1")));
    assertThat(take(other(), tunnel("b", "r2/1"), 1)).isTrue();
  }

  /** The end of the old tunnel may be told after the beginning of the new one. */
  @Test
  void endOfAnOlderTunnel_freesNothing() {
    assertThat(take(one(), tunnel("a", "r1/1"), 1)).isTrue();
    assertThat(take(other(), tunnel("a", "r2/1"), 1)).isTrue();
    get(one().free(tunnel("a", "r1/1")));
    assertThat(take(one(), tunnel("b", "r1/2"), 1)).isFalse();
  }

  @Test
  void placesOfADeadRelay_areFreeAfterTwoMinutes() {
    assertThat(take(one(), tunnel("a", "r1/1"), 1)).isTrue();
    pass(OwnerPlaces.LIFE.minus(SECOND.multipliedBy(5)));
    assertThat(take(other(), tunnel("b", "r2/1"), 1)).isFalse();
    pass(SECOND.multipliedBy(10));
    assertThat(take(other(), tunnel("b", "r2/1"), 1)).isTrue();
  }

  @Test
  void placesThatAreKept_stay() {
    assertThat(take(one(), tunnel("a", "r1/1"), 1)).isTrue();
    for (int minute = 0; minute < 5; minute++) {
      pass(Duration.ofMinutes(1));
      get(one().keep(List.of(tunnel("a", "r1/1"))));
    }
    assertThat(take(other(), tunnel("b", "r2/1"), 1)).isFalse();
  }

  @Test
  void placesThatWereLost_areThereAgain_whenTheirRelayKeepsThem() {
    get(one().keep(List.of(tunnel("a", "r1/1"), tunnel("b", "r1/2"))));
    assertThat(take(other(), tunnel("c", "r2/1"), 2)).isFalse();
  }

  /** A relay that has not heard yet that the agent is elsewhere. */
  @Test
  void keepingATunnelThatWasTakenOver_takesNothingBack() {
    assertThat(take(one(), tunnel("a", "r1/1"), 1)).isTrue();
    assertThat(take(other(), tunnel("a", "r2/1"), 1)).isTrue();
    get(one().keep(List.of(tunnel("a", "r1/1"))));
    get(one().free(tunnel("a", "r1/1")));
    assertThat(take(one(), tunnel("b", "r1/2"), 1)).isFalse();
  }

  @Test
  void manyAtOnce_takeNoMoreThanThereAre() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> all =
          IntStream.range(0, 64)
              .<Callable<Boolean>>mapToObj(
                  i -> () -> take(i % 2 == 0 ? one() : other(), tunnel("agent-" + i, "r/" + i), 10))
              .toList();
      int taken = 0;
      for (Future<Boolean> each : threads.invokeAll(all)) {
        taken += each.get() ? 1 : 0;
      }
      assertThat(taken).isEqualTo(10);
    }
  }

  private static OwnedTunnel tunnel(String agent, String holder) {
    return new OwnedTunnel("alice", agent, ClaimRequest.FIRST, holder);
  }

  private static boolean take(OwnerPlaces places, OwnedTunnel tunnel, int most) {
    return get(places.take(tunnel, most));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return TunnelDirectoryContract.get(stage);
  }
}
