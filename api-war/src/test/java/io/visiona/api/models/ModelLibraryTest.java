package io.visiona.api.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.http.Cursor;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.api.platform.quota.StorageQuota;
import io.visiona.shared.error.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
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
final class ModelLibraryTest {
  private static final String ALICE = "subject-alice";
  private static final StorageQuota QUOTA = new StorageQuota(100, "enough");
  private static final String BOB = "subject-bob";
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final int MANY = 100;

  @Parameter DatabaseKind kind;

  private final MovableClock clock = new MovableClock();
  private ModelLibrary library;

  @BeforeEach
  void start() {
    library = new ModelLibrary(TestDatabase.empty(kind), clock);
  }

  @Test
  void promotedModel_isWhatTheConversionMade() {
    UUID conversion = UUID.randomUUID();
    Model model = library.promote(converted(conversion, ALICE));
    assertThat(model.owner()).isEqualTo(ALICE);
    assertThat(model.name()).isEqualTo("Gate — 模型");
    assertThat(model.source()).isEqualTo(Source.CONVERTED);
    assertThat(model.chip()).isEqualTo("KL720");
    assertThat(model.size()).isEqualTo(5_000_000_000L);
    assertThat(model.sha256()).isEqualTo(HASH);
    assertThat(model.objectKey()).isEqualTo("models/" + ALICE + "/j.nef");
    assertThat(model.createdAt()).isEqualTo(clock.instant());
    assertThat(library.find(ALICE, model.id())).isEqualTo(new ModelLookup.Own(model));
    assertThat(library.ofConversion(conversion)).contains(model);
  }

  @Test
  void promotingTwice_givesTheSameModelAndChangesNothing() {
    UUID conversion = UUID.randomUUID();
    Model first = library.promote(converted(conversion, ALICE));
    clock.advance(Duration.ofMinutes(1));
    assertThat(library.promote(converted(conversion, ALICE))).isEqualTo(first);
    assertThat(library.list(ALICE, Cursor.START, MANY)).containsExactly(first);
  }

  @Test
  void promotingAtOnce_givesEveryoneTheSameModel() throws Exception {
    ConvertedModel converted = converted(UUID.randomUUID(), ALICE);
    List<Future<Model>> all = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        all.add(callers.submit(() -> library.promote(converted)));
      }
    }
    List<Model> stored = library.list(ALICE, Cursor.START, MANY);
    assertThat(stored).hasSize(1);
    for (Future<Model> each : all) {
      assertThat(each.get()).isEqualTo(stored.getFirst());
    }
  }

  @Test
  void promotingAfterTheModelWasDeleted_makesANewOne() {
    UUID conversion = UUID.randomUUID();
    Model first = library.promote(converted(conversion, ALICE));
    library.delete(ALICE, first.id());
    Model second = library.promote(converted(conversion, ALICE));
    assertThat(second.id()).isNotEqualTo(first.id());
  }

  @Test
  void modelOfSomebodyElse_isToldApartFromNone_andUntouched() {
    Model model = library.add(uploaded(ALICE), QUOTA);
    assertThat(library.find(BOB, model.id())).isEqualTo(new ModelLookup.SomebodyElses());
    assertThat(library.rename(BOB, model.id(), "stolen"))
        .isEqualTo(new ModelLookup.SomebodyElses());
    assertThat(library.delete(BOB, model.id())).isEqualTo(new ModelLookup.SomebodyElses());
    assertThat(library.list(BOB, Cursor.START, MANY)).isEmpty();
    assertThat(library.uploads(BOB)).isZero();
    UUID nothing = UUID.randomUUID();
    assertThat(library.find(BOB, nothing)).isEqualTo(new ModelLookup.Unknown());
    assertThat(library.rename(BOB, nothing, "x")).isEqualTo(new ModelLookup.Unknown());
    assertThat(library.delete(BOB, nothing)).isEqualTo(new ModelLookup.Unknown());
    assertThat(library.find(ALICE, model.id())).isEqualTo(new ModelLookup.Own(model));
  }

  @Test
  void rename_changesNameAndTimeOfChangeOnly() {
    Model model = library.add(uploaded(ALICE), QUOTA);
    clock.advance(Duration.ofSeconds(5));
    assertThat(library.rename(ALICE, model.id(), "new name"))
        .isEqualTo(
            new ModelLookup.Own(
                new Model(
                    model.id(),
                    ALICE,
                    "new name",
                    Source.UPLOADED,
                    model.chip(),
                    model.size(),
                    model.sha256(),
                    null,
                    model.createdAt(),
                    model.createdAt().plusSeconds(5))));
  }

  /** By its time of change others see that it was renamed, though it is called as before. */
  @Test
  void timeOfChange_growsWithEachRename_alsoWithinAMillisecondOrWithAClockThatIsBehind() {
    Model model = library.add(uploaded(ALICE), QUOTA);
    library.rename(ALICE, model.id(), "between");
    clock.advance(Duration.ofSeconds(-5));
    library.rename(ALICE, model.id(), model.name());
    assertThat(library.find(ALICE, model.id()))
        .isEqualTo(
            new ModelLookup.Own(
                new Model(
                    model.id(),
                    ALICE,
                    model.name(),
                    Source.UPLOADED,
                    model.chip(),
                    model.size(),
                    model.sha256(),
                    null,
                    model.createdAt(),
                    model.createdAt().plusMillis(2))));
  }

  @Test
  void delete_givesTheModelBackAndLeavesNothing() {
    Model model = library.add(uploaded(ALICE), QUOTA);
    assertThat(library.exists(model.id())).isTrue();
    assertThat(library.delete(ALICE, model.id())).isEqualTo(new ModelLookup.Own(model));
    assertThat(library.exists(model.id())).isFalse();
    assertThat(library.find(ALICE, model.id())).isEqualTo(new ModelLookup.Unknown());
  }

  @Test
  void pages_coverEveryModelOnceNewestFirst() {
    List<UUID> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      if (i % 2 == 0) {
        clock.advance(Duration.ofMillis(1)); // so that some came in the same millisecond
      }
      made.add(
          (i % 3 == 0
                  ? library.promote(converted(UUID.randomUUID(), ALICE))
                  : library.add(uploaded(ALICE), QUOTA))
              .id());
      library.add(uploaded(BOB), QUOTA);
    }
    List<Model> seen = new ArrayList<>();
    Cursor after = Cursor.START;
    for (List<Model> page = library.list(ALICE, after, 3);
        !page.isEmpty();
        page = library.list(ALICE, after, 3)) {
      seen.addAll(page);
      after = new Cursor(page.getLast().createdAt(), page.getLast().id());
    }
    assertThat(seen)
        .extracting(Model::id)
        .containsExactlyInAnyOrderElementsOf(made)
        .doesNotHaveDuplicates();
    assertThat(seen).extracting(Model::createdAt).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void modelsAddedAtOnce_getNotPastTheBound() throws Exception {
    List<Future<Model>> all = new ArrayList<>();
    StorageQuota ten = new StorageQuota(10, "enough");
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        all.add(callers.submit(() -> library.add(uploaded(ALICE), ten)));
      }
    }
    assertThat(all).filteredOn(each -> each.state() == Future.State.SUCCESS).hasSize(10);
    assertThat(all)
        .filteredOn(each -> each.state() == Future.State.FAILED)
        .allSatisfy(each -> assertThat(each.exceptionNow()).isInstanceOf(ApiException.class));
    assertThat(library.uploads(ALICE)).isEqualTo(10);
  }

  @Test
  void uploads_countsUploadedModelsOfOnePerson() {
    library.add(uploaded(ALICE), QUOTA);
    library.add(uploaded(ALICE), QUOTA);
    library.add(uploaded(BOB), QUOTA);
    library.promote(converted(UUID.randomUUID(), ALICE));
    assertThat(library.uploads(ALICE)).isEqualTo(2);
  }

  @Test
  void records_neverPrintPersonOrObject() {
    ConvertedModel converted = converted(UUID.randomUUID(), ALICE);
    assertThat(Stream.of(converted, uploaded(ALICE), library.promote(converted)))
        .allSatisfy(record -> assertThat(record.toString()).doesNotContain(ALICE, "models/"));
  }

  @Test
  void convertedModel_refusesWhatCouldNotBeKeptOrFetched() {
    UUID id = UUID.randomUUID();
    assertThatThrownBy(() -> new ConvertedModel(id, " ", "n", "c", 1, HASH, "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConvertedModel(id, ALICE, "", "c", 1, HASH, "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConvertedModel(id, ALICE, "n", "-", 1, HASH, "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConvertedModel(id, ALICE, "n", "c", -1, HASH, "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConvertedModel(id, ALICE, "n", "c", 1, "ABC", "k"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConvertedModel(id, ALICE, "n", "c", 1, HASH, "a/../hidden"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hidden");
  }

  private static ConvertedModel converted(UUID conversion, String owner) {
    return new ConvertedModel(
        conversion,
        owner,
        "Gate — 模型",
        "KL720",
        5_000_000_000L,
        HASH,
        "models/" + owner + "/j.nef");
  }

  private static UploadedModel uploaded(String owner) {
    return new UploadedModel(UUID.randomUUID(), owner, "mine", "KL520", 42, HASH);
  }
}
