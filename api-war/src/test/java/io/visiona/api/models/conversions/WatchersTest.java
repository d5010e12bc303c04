package io.visiona.api.models.conversions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.models.conversions.Watchers.Watcher;
import io.visiona.api.models.converter.Chip;
import io.visiona.api.models.converter.Status;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.limit.FairLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How many may watch, and what they hear. */
final class WatchersTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<UUID, Conversion> stored = new HashMap<>();
  private final List<Integer> questions = new ArrayList<>();
  private final Watchers watchers =
      new Watchers(
          ids -> {
            questions.add(ids.size());
            return ids.stream().map(stored::get).filter(Objects::nonNull).toList();
          },
          config -> new FairLimiter(config, _ -> {}));

  @Test
  void person_watchesAtMostEight_andOneThatLeavesMakesRoom() {
    Conversion popular = conversion("alice");
    Watcher first = watchers.watch(popular);
    for (int i = 1; i < Watchers.MOST_OF_ONE; i++) {
      watchers.watch(popular);
    }
    assertRefused(popular, ErrorCode.RATE_LIMITED);
    watchers.watch(conversion("bob"));
    first.close();
    watchers.watch(popular);
    assertRefused(popular, ErrorCode.RATE_LIMITED);
  }

  @Test
  void server_hasAtMostAThousandWatchers_whosoeverTheyAre() {
    List<Watcher> all = new ArrayList<>();
    for (int i = 0; i < Watchers.MOST; i++) {
      all.add(watchers.watch(conversion("person " + i)));
    }
    assertRefused(conversion("one more"), ErrorCode.UNAVAILABLE);
    all.getFirst().close();
    watchers.watch(conversion("one more"));
    assertRefused(conversion("another"), ErrorCode.UNAVAILABLE);
  }

  @Test
  void watcher_hearsAtOnceHowItIs_andThenEachChangeOnce() throws InterruptedException {
    Conversion begun = conversion("alice");
    try (Watcher watcher = watchers.watch(begun)) {
      assertThat(watcher.next(Duration.ofSeconds(20))).contains(begun);
      watchers.look();
      assertThat(watcher.next(Duration.ZERO)).isEmpty();
      Conversion later = at(begun, 40);
      watchers.look();
      assertThat(watcher.next(Duration.ofSeconds(20))).contains(later);
      assertThat(watcher.next(Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void everyConversion_isAskedForOnce_howeverManyWatch_andNothingWithoutWatchers() {
    watchers.look();
    assertThat(questions).isEmpty();
    List<Watcher> all = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      all.add(watchers.watch(conversion("person " + i)));
    }
    Conversion shared = conversion("alice");
    all.add(watchers.watch(shared));
    all.add(watchers.watch(shared));
    watchers.look();
    assertThat(questions).containsExactly(500, 201);
    all.forEach(Watcher::close);
    watchers.look();
    assertThat(questions).hasSize(2);
  }

  private void assertRefused(Conversion wanted, ErrorCode code) {
    assertThatThrownBy(() -> watchers.watch(wanted))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private Conversion conversion(String owner) {
    Conversion made =
        new Conversion(
            UUID.randomUUID(),
            owner,
            "model",
            Chip.KL720,
            Status.RUNNING,
            0,
            null,
            "job",
            null,
            null,
            null,
            TIME,
            TIME);
    stored.put(made.id(), made);
    return made;
  }

  private Conversion at(Conversion before, int progress) {
    Conversion now =
        new Conversion(
            before.id(),
            before.owner(),
            "model",
            Chip.KL720,
            Status.RUNNING,
            progress,
            null,
            "job",
            null,
            null,
            null,
            TIME,
            TIME);
    stored.put(now.id(), now);
    return now;
  }
}
