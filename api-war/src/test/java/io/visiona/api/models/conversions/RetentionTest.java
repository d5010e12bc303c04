package io.visiona.api.models.conversions;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.http.Cursor;
import io.visiona.api.models.conversions.Worklist.Upload;
import io.visiona.api.models.converter.Chip;
import io.visiona.api.models.converter.ConversionResult;
import io.visiona.api.models.converter.JobResponse;
import io.visiona.api.models.converter.Status;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.database.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same on every database: which conversions are forgotten, and when. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
@SuppressWarnings("NullAway.Init") // set up before each test
@ResourceLock(TestDatabase.LOCK)
final class RetentionTest {
  private static final String ALICE = "subject-alice";
  private static final Duration KEEP = Duration.ofDays(30);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final int AT_ONCE = 10;

  @Parameter DatabaseKind kind;

  private final MovableClock clock = new MovableClock();
  private TestDatabase database;
  private Conversions conversions;
  private Worklist worklist;
  private Retention retention;

  @BeforeEach
  void start() {
    database = TestDatabase.empty(kind);
    conversions = new Conversions(database, entities -> clock.instant());
    worklist =
        new Worklist(database, entities -> clock.instant(), Duration.ofSeconds(45), INTERVAL);
    retention = retention();
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"SUCCEEDED", "FAILED", "CANCELLED"})
  void conversionThatIsOver_isForgottenAfterItsTime_andNotBefore(Status outcome) {
    UUID id = ended(outcome);
    clock.advance(KEEP);
    assertThat(retention.look()).isZero();
    assertThat(conversions.find(ALICE, id)).isPresent();
    clock.advance(Duration.ofMillis(1));
    assertThat(retention.look()).isEqualTo(1);
    assertThat(conversions.find(ALICE, id)).isEmpty();
    assertThat(retention.look()).isZero();
  }

  @Test
  void timeIsCountedFromTheEnd_notFromTheBeginning() {
    UUID id = running();
    for (int day = 0; day < 40; day++) {
      clock.advance(Duration.ofDays(1).minus(INTERVAL));
      worklist.answered(taken(id), known(Status.RUNNING, day));
    }
    assertThat(retention.look()).isZero();
    clock.advance(INTERVAL);
    worklist.answered(taken(id), known(Status.FAILED, 99));
    clock.advance(KEEP);
    assertThat(retention.look()).isZero();
    assertThat(conversions.find(ALICE, id)).isPresent();
  }

  @Test
  void conversionThatGoesOn_isNeverForgotten() {
    Upload arriving = begin();
    UUID id = running();
    clock.advance(KEEP.multipliedBy(10));
    assertThat(retention.look()).isZero();
    assertThat(conversions.find(ALICE, id)).isPresent();
    assertThat(conversions.find(ALICE, arriving.conversion())).isPresent();
  }

  @Test
  void cancelledConversionWhoseJobIsStillThere_isKeptUntilTheConverterHasHeard() {
    UUID id = running();
    conversions.cancel(ALICE, id);
    clock.advance(KEEP.plusMillis(1));
    assertThat(retention.look()).isZero();
    worklist.deleted(taken(id));
    assertThat(retention.look()).isEqualTo(1);
    assertThat(conversions.find(ALICE, id)).isEmpty();
  }

  @Test
  void severalServersAtOnce_forgetAllOfThem_howeverManyThereAre() throws Exception {
    int many = 3 * AT_ONCE + 7;
    for (int i = 0; i < many; i++) {
      conversions.cancel(ALICE, begin().conversion());
    }
    clock.advance(KEEP);
    UUID young = begin().conversion();
    conversions.cancel(ALICE, young);
    clock.advance(Duration.ofMillis(1));
    List<Integer> forgotten = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Callable<Integer> server = () -> retention().look();
      for (Future<Integer> each : threads.invokeAll(List.of(server, server, server))) {
        forgotten.add(each.get());
      }
    }
    assertThat(forgotten.stream().mapToInt(Integer::intValue).sum())
        .isPositive()
        .isLessThanOrEqualTo(many);
    assertThat(conversions.list(ALICE, Cursor.START, many))
        .extracting(Conversion::id)
        .containsExactly(young);
    assertThat(retention.look()).isZero();
  }

  private Retention retention() {
    return new Retention(database, entities -> clock.instant(), KEEP, AT_ONCE);
  }

  private Upload begin() {
    return worklist.begin(new NewConversion(ALICE, "model", Chip.KL720));
  }

  private UUID running() {
    Upload upload = begin();
    assertThat(worklist.attach(upload, "job-" + upload.conversion())).isTrue();
    return upload.conversion();
  }

  private UUID ended(Status outcome) {
    UUID id = running();
    if (outcome == Status.CANCELLED) {
      conversions.cancel(ALICE, id);
      worklist.deleted(taken(id));
    } else {
      worklist.answered(taken(id), known(outcome, 100));
    }
    return id;
  }

  private Task taken(UUID id) {
    return worklist.take(100).stream()
        .filter(task -> task.conversion().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static JobResponse known(Status status, int progress) {
    Optional<ConversionResult> result =
        status == Status.SUCCEEDED
            ? Optional.of(new ConversionResult(7, "0".repeat(64)))
            : Optional.empty();
    return new JobResponse.Known(status, OptionalInt.of(progress), "", result);
  }
}
