package io.visiona.shared.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every directory does. */
abstract class TunnelDirectoryContract {
  static final String AGENT = "6f1d1e4e-8d0f-4f0c-9a5e-0d6f0b7a1c11";

  /** A relay of the directory; the same one twice where there can be no other. */
  abstract TunnelDirectory one();

  abstract TunnelDirectory other();

  @Test
  void claimedTunnel_isFound_andAnUnclaimedIsNot() {
    long generation = won(one(), fresh());
    TunnelLookup.At at = at(one());
    assertThat(at.place().generation()).isEqualTo(generation);
    assertThat(at.place().transport()).isEqualTo("yamux");
    assertThat(get(one().find("somebody-else"))).isInstanceOf(TunnelLookup.Nowhere.class);
    assertThat(get(one().find(List.of(AGENT, "somebody-else"))))
        .hasEntrySatisfying(AGENT, found -> assertThat(found).isInstanceOf(TunnelLookup.At.class))
        .hasEntrySatisfying(
            "somebody-else", found -> assertThat(found).isInstanceOf(TunnelLookup.Nowhere.class));
  }

  @Test
  void newestClaim_wins_andIsToldWhoWasBefore() {
    long first = won(one(), fresh());
    Claim.Won second = (Claim.Won) claim(other(), fresh());
    assertThat(second.generation()).isGreaterThan(first);
    assertThat(second.before().map(TunnelLocation::generation)).contains(first);
    assertThat(at(other()).place().generation()).isEqualTo(second.generation());
  }

  @Test
  void lateReclaim_ofAnOlderTunnel_isRefused() {
    long first = won(one(), fresh());
    long second = won(other(), fresh());
    assertThat(claim(one(), held(first))).isEqualTo(new Claim.Newer(second));
    assertThat(at(other()).place().generation()).isEqualTo(second);
  }

  @Test
  void reclaim_ofTheNewestTunnel_keepsItsGeneration() {
    long generation = won(one(), fresh());
    assertThat(won(one(), held(generation))).isEqualTo(generation);
  }

  @Test
  void lateRelease_ofAnOlderTunnel_isNothing() {
    long first = won(one(), fresh());
    long second = won(other(), fresh());
    get(one().release(AGENT, first));
    assertThat(at(other()).place().generation()).isEqualTo(second);
    get(other().release(AGENT, second));
    assertThat(get(other().find(AGENT))).isInstanceOf(TunnelLookup.Nowhere.class);
  }

  @Test
  void generationsRise_alsoAfterARelease() {
    long first = won(one(), fresh());
    get(one().release(AGENT, first));
    assertThat(won(other(), fresh())).isGreaterThan(first);
  }

  @Test
  void revoked_losesItsPlace_andIsNeverLetInAgain_butANewerCredentialIs() {
    long generation = won(one(), fresh());
    assertThat(get(one().revoke(AGENT, 2)).map(TunnelLocation::generation)).contains(generation);
    assertThat(get(one().find(AGENT))).isInstanceOf(TunnelLookup.Nowhere.class);
    assertThat(claim(one(), fresh())).isInstanceOf(Claim.Revoked.class);
    assertThat(claim(other(), held(generation))).isInstanceOf(Claim.Revoked.class);
    assertThat(claim(other(), new ClaimRequest(AGENT, 0, 2, "yamux")))
        .isInstanceOf(Claim.Won.class);
  }

  @Test
  void revocation_isHeard() {
    var heard = new ConcurrentHashMap<String, Integer>();
    DirectoryListener listener =
        new DirectoryListener() {
          @Override
          public void superseded(String agent, long generation) {
            // Not of interest.
          }

          @Override
          public void revoked(String agent, int leastVersion) {
            heard.put(agent, leastVersion);
          }
        };
    one().listen(listener);
    settle();
    var _ = get(other().revoke(AGENT, 7));
    org.awaitility.Awaitility.await().until(() -> Objects.equals(heard.get(AGENT), 7));
  }

  @Test
  void lost_areThoseThatSomebodyElseHas() {
    long mine = won(one(), fresh());
    ClaimRequest gone = new ClaimRequest("another", 5, 1, "yamux");
    assertThat(get(one().lost(List.of(held(mine), gone)))).containsExactly(gone);
    won(other(), fresh());
    assertThat(get(one().lost(List.of(held(mine))))).containsExactly(held(mine));
  }

  /** Two relays and 32 threads claim one agent: one winner, and every loser can find out. */
  @Test
  void claimsOfMany_rise_andLeaveOnePlace() throws Exception {
    int each = 10_000 / 32;
    ConcurrentHashMap<Long, Boolean> generations = new ConcurrentHashMap<>();
    AtomicInteger unknown = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 32; thread++) {
        TunnelDirectory relay = thread % 2 == 0 ? one() : other();
        all.add(
            threads.submit(() -> {
              long last = 0;
              for (int i = 0; i < each; i++) {
                if (claim(relay, fresh())
                    instanceof Claim.Won(long generation, Optional<TunnelLocation> _)) {
                  assertThat(generation).isGreaterThan(last);
                  assertThat(generations.put(generation, true)).as("given out once").isNull();
                  last = generation;
                } else {
                  unknown.incrementAndGet();
                }
              }
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(unknown).hasValue(0);
    long newest = generations.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
    assertThat(at(one()).place().generation()).isEqualTo(newest);
    assertThat(at(other()).place().generation()).isEqualTo(newest);
    generations.keySet().stream()
        .filter(generation -> generation != newest)
        .limit(100)
        .forEach(loser -> assertThat(claim(one(), held(loser))).isEqualTo(new Claim.Newer(newest)));
  }

  /** Whatever happens in whatever order, the directory says what a simple model of it says. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anySchedule_leavesWhatTheModelSays(long seed) {
    Random random = new Random(seed);
    DirectoryModel model = new DirectoryModel();
    for (int step = 0; step < 400; step++) {
      model.step(random, random.nextBoolean() ? one() : other(), "seed " + seed + ", step " + step);
      TunnelLookup found = get(one().find(AGENT));
      if (model.present() == 0) {
        assertThat(found)
            .as("seed %d, step %d", seed, step)
            .isInstanceOf(TunnelLookup.Nowhere.class);
      } else {
        assertThat(((TunnelLookup.At) found).place().generation())
            .as("seed %d, step %d", seed, step)
            .isEqualTo(model.present());
      }
    }
  }

  /** Until messages are heard, where that takes a while. */
  void settle() {}

  static ClaimRequest fresh() {
    return held(0);
  }

  static ClaimRequest held(long generation) {
    return new ClaimRequest(AGENT, generation, 1, "yamux");
  }

  static long won(TunnelDirectory relay, ClaimRequest tunnel) {
    return ((Claim.Won) claim(relay, tunnel)).generation();
  }

  static Claim claim(TunnelDirectory relay, ClaimRequest tunnel) {
    return get(relay.claim(List.of(tunnel))).getFirst();
  }

  static TunnelLookup.At at(TunnelDirectory directory) {
    return (TunnelLookup.At) get(directory.find(AGENT));
  }

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
