package io.visiona.api.models.conversions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.http.Cursor;
import io.visiona.api.models.conversions.Conversions.Cancellation;
import io.visiona.api.models.conversions.Worklist.Upload;
import io.visiona.api.models.converter.Chip;
import io.visiona.api.models.converter.ConversionResult;
import io.visiona.api.models.converter.JobResponse;
import io.visiona.api.models.converter.Status;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
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

/** The same rules on every database: what becomes of a conversion, and who may work on it when. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
@SuppressWarnings("NullAway.Init") // set up before each test
@ResourceLock(TestDatabase.LOCK)
final class WorklistTest {
  private static final String ALICE = "subject-alice";
  private static final String BOB = "subject-bob";
  private static final Duration LEASE = Duration.ofSeconds(45);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final ConversionResult FILE = new ConversionResult(7, "0".repeat(64));

  @Parameter DatabaseKind kind;

  private final MovableClock clock = new MovableClock();
  private TestDatabase database;
  private Conversions conversions;
  private Worklist one;
  private Worklist other;

  @BeforeEach
  void start() {
    database = TestDatabase.empty(kind);
    conversions = new Conversions(database, entities -> clock.instant());
    one = new Worklist(database, entities -> clock.instant(), LEASE, INTERVAL);
    other = new Worklist(database, entities -> clock.instant(), LEASE, INTERVAL);
  }

  @Test
  void upload_isQueuedFromItsFirstByte() {
    Upload upload = begin(ALICE);
    Conversion stored = get(upload);
    assertThat(stored.status()).isEqualTo(Status.QUEUED);
    assertThat(stored.progress()).isZero();
    assertThat(stored.jobId()).isNull();
    assertThat(one.take(10)).as("there is nothing to ask about").isEmpty();
  }

  @Test
  void attachedJob_isAskedAboutAtOnce_andThenAtTheInterval() {
    UUID id = running();
    Task first = only(one.take(10));
    assertThat(first.conversion()).isEqualTo(id);
    assertThat(first.abandoned()).isFalse();
    one.answered(first, known(Status.RUNNING, 40, "working"));
    assertThat(conversions.get(ALICE, id).progress()).isEqualTo(40);
    assertThat(conversions.get(ALICE, id).message()).isEqualTo("working");

    clock.advance(INTERVAL.minusMillis(1));
    assertThat(one.take(10)).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(one.take(10)).hasSize(1);
  }

  @Test
  void takenTask_isNobodyElses_untilTheLeaseEnds() {
    running();
    assertThat(one.take(10)).hasSize(1);
    assertThat(other.take(10)).isEmpty();
    clock.advance(LEASE.minusMillis(1));
    assertThat(other.take(10)).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(other.take(10)).as("the first server has died").hasSize(1);
  }

  @Test
  void serverThatSleptTooLong_writesNothing() {
    UUID id = running();
    Task slept = only(one.take(10));
    clock.advance(LEASE);
    Task taken = only(other.take(10));
    assertThat(one.answered(slept, known(Status.FAILED, 0, "stale"))).isEmpty();
    assertThat(one.unanswered(slept)).isEmpty();
    assertThat(other.answered(taken, succeeded())).isPresent();
    assertThat(conversions.get(ALICE, id).status()).isEqualTo(Status.SUCCEEDED);
  }

  @Test
  void serversThatAskAtOnce_takeEachTaskOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      running();
    }
    List<Task> taken = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<List<Task>> ask =
          () -> new Worklist(database, entities -> clock.instant(), LEASE, INTERVAL).take(100);
      for (Future<List<Task>> each : threads.invokeAll(List.of(ask, ask, ask, ask))) {
        taken.addAll(each.get());
      }
    }
    assertThat(taken).extracting(Task::conversion).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void leases_areTakenByTheDatabasesClock_whateverTheServersShow() {
    Instant now = Instant.now();
    Instant told = database.call(DatabaseClock.DATABASE::now);
    assertThat(Duration.between(now, told).abs()).isLessThan(Duration.ofSeconds(30));

    Worklist real = new Worklist(database, DatabaseClock.DATABASE, LEASE, INTERVAL);
    Upload upload = real.begin(new NewConversion(ALICE, "model", Chip.KL720));
    real.attach(upload, "job-real");
    assertThat(real.take(10)).hasSize(1);
    assertThat(real.take(10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"SUCCEEDED", "FAILED", "CANCELLED"})
  void jobThatIsOver_isNeverAskedAboutAgain(Status outcome) {
    UUID id = running();
    one.answered(
        only(one.take(10)),
        outcome == Status.SUCCEEDED ? succeeded() : known(outcome, 70, "the end"));
    Conversion over = conversions.get(ALICE, id);
    assertThat(over.status()).isEqualTo(outcome);
    assertThat(over.progress()).isEqualTo(outcome == Status.SUCCEEDED ? 100 : 0);
    assertThat(over.result()).isEqualTo(outcome == Status.SUCCEEDED ? FILE : null);
    clock.advance(Duration.ofDays(400));
    assertThat(one.take(10)).isEmpty();
    assertThat(one.failInterrupted()).isZero();
  }

  @Test
  void jobUnknownToTheConverter_isAFailureThatSaysSo() {
    UUID id = running();
    one.answered(only(one.take(10)), new JobResponse.Unknown());
    assertThat(conversions.get(ALICE, id).status()).isEqualTo(Status.FAILED);
    assertThat(conversions.get(ALICE, id).message()).contains("no longer knows");
  }

  @Test
  void progressThatIsNoNumber_leavesTheLastOne() {
    UUID id = running();
    one.answered(only(one.take(10)), known(Status.RUNNING, 30, ""));
    clock.advance(INTERVAL);
    one.answered(
        only(one.take(10)),
        new JobResponse.Known(Status.RUNNING, OptionalInt.empty(), "", Optional.empty()));
    assertThat(conversions.get(ALICE, id).progress()).isEqualTo(30);
  }

  @Test
  void silentConverter_isAskedLaterEachTime_atMostAMinuteApart_andAtTheIntervalOnceItAnswers() {
    running();
    Task task = only(one.take(10));
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      one.unanswered(task);
      List<Task> due = List.of();
      for (long seconds = 1; due.isEmpty() && seconds < 1000; seconds++) {
        clock.advance(Duration.ofSeconds(1));
        due = one.take(10);
        if (!due.isEmpty()) {
          pauses.add(seconds);
        }
      }
      task = only(due);
    }
    assertThat(pauses).containsExactly(4L, 8L, 16L, 32L, 60L, 60L, 60L, 60L);
    one.answered(task, known(Status.RUNNING, 1, ""));
    clock.advance(INTERVAL);
    assertThat(one.take(10)).extracting(Task::attempts).containsExactly(0);
  }

  @Test
  void converterSilentForADay_failsTheConversion_andTheJobIsStillToBeDeleted() {
    UUID id = running();
    clock.advance(Worklist.PATIENCE.minusMillis(1));
    one.unanswered(only(one.take(10)));
    assertThat(conversions.get(ALICE, id).status()).isEqualTo(Status.QUEUED);
    clock.advance(Duration.ofMinutes(1));
    one.unanswered(only(one.take(10)));
    assertThat(conversions.get(ALICE, id).status()).isEqualTo(Status.FAILED);
    assertThat(conversions.get(ALICE, id).message()).contains("24 hours");

    Task abandoned = only(one.take(10));
    assertThat(abandoned.abandoned()).isTrue();
    one.deleted(abandoned);
    clock.advance(Duration.ofDays(2));
    assertThat(one.take(10)).isEmpty();
  }

  @Test
  void uploadWhoseServerDied_fails_andIsNeverQueuedForEver() {
    Upload upload = begin(ALICE);
    clock.advance(LEASE.minusMillis(1));
    assertThat(other.failInterrupted()).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(other.failInterrupted()).isEqualTo(1);
    assertThat(get(upload).status()).isEqualTo(Status.FAILED);
    assertThat(get(upload).message()).isEqualTo(Worklist.INTERRUPTED);
    assertThat(other.failInterrupted()).isZero();
  }

  @Test
  void uploadThatGoesOn_keepsItsLease() {
    Upload upload = begin(ALICE);
    for (int i = 0; i < 5; i++) {
      clock.advance(LEASE.dividedBy(2));
      assertThat(one.renew(upload)).isTrue();
      assertThat(other.failInterrupted()).isZero();
    }
    assertThat(one.attach(upload, "job")).isTrue();
  }

  @Test
  void uploadThatFailed_leavesNothing() {
    Upload upload = begin(ALICE);
    one.discard(upload);
    assertThat(conversions.find(ALICE, upload.conversion())).isEmpty();
  }

  @Test
  void uploadGivenUpByOthers_canNotBeFinished_andItsJobIsDeleted() {
    Upload upload = begin(ALICE);
    clock.advance(LEASE);
    other.failInterrupted();
    assertThat(one.renew(upload)).isFalse();
    assertThat(one.attach(upload, "orphan")).isFalse();
    assertThat(get(upload).status()).isEqualTo(Status.FAILED);
    assertThat(only(one.take(10)))
        .matches(task -> task.abandoned() && task.jobId().equals("orphan"));
  }

  @Test
  void cancelledUpload_isNotRenewed_staysInTheList_andItsJobIsDeleted() {
    Upload upload = begin(ALICE);
    assertThat(conversions.cancel(ALICE, upload.conversion())).contains(Cancellation.CANCELLED_NOW);
    assertThat(one.renew(upload)).isFalse();
    one.discard(upload);
    assertThat(get(upload).status()).isEqualTo(Status.CANCELLED);
    assertThat(one.attach(upload, "orphan")).isFalse();
    assertThat(only(one.take(10)).abandoned()).isTrue();
    assertThat(get(upload).status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  void cancelledConversion_hasItsJobDeleted_againUntilTheConverterHasHeard() {
    UUID id = running();
    assertThat(conversions.cancel(ALICE, id)).contains(Cancellation.CANCELLED_NOW);
    assertThat(conversions.cancel(ALICE, id)).contains(Cancellation.CANCELLED);
    Task first = only(one.take(10));
    assertThat(first.abandoned()).isTrue();
    one.unanswered(first);
    assertThat(one.take(10)).isEmpty();
    clock.advance(Duration.ofMinutes(1));
    Task second = only(other.take(10));
    other.deleted(second);
    clock.advance(Duration.ofMinutes(10));
    assertThat(one.take(10)).isEmpty();
    assertThat(conversions.get(ALICE, id).status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  void cancellation_winsOverAnAnswerUnderWay() {
    UUID id = running();
    Task asking = only(one.take(10));
    conversions.cancel(ALICE, id);
    assertThat(one.answered(asking, succeeded())).isEmpty();
    assertThat(conversions.get(ALICE, id).status()).isEqualTo(Status.CANCELLED);
    assertThat(only(one.take(10)).abandoned()).isTrue();
  }

  @Test
  void conversionThatIsOver_canNotBeCancelled() {
    UUID id = running();
    one.answered(only(one.take(10)), succeeded());
    assertThat(conversions.cancel(ALICE, id)).contains(Cancellation.TOO_LATE);
    assertThat(conversions.get(ALICE, id).status()).isEqualTo(Status.SUCCEEDED);
  }

  @Test
  void conversionOfSomebodyElse_isAbsentToEveryQuestion() {
    UUID id = running();
    assertThat(conversions.find(BOB, id)).isEmpty();
    assertThat(conversions.list(BOB, Cursor.START, 10)).isEmpty();
    assertThat(conversions.cancel(BOB, id)).isEmpty();
    assertThat(conversions.get(ALICE, id).status()).isEqualTo(Status.QUEUED);
  }

  @Test
  void person_hasAtMostTwentyGoingOn_andOthersAreNotConcerned() {
    List<Upload> uploads = new ArrayList<>();
    for (int i = 0; i < Worklist.MOST_OPEN; i++) {
      uploads.add(begin(ALICE));
    }
    assertThatThrownBy(() -> begin(ALICE))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT));
    begin(BOB);
    conversions.cancel(ALICE, uploads.getFirst().conversion());
    begin(ALICE);
  }

  @Test
  void objectKeyThatWasKeptFirst_stays() {
    UUID id = running();
    assertThat(conversions.keepObjectKey(id, "models/a/1.nef")).isEqualTo("models/a/1.nef");
    assertThat(conversions.keepObjectKey(id, "models/a/2.nef")).isEqualTo("models/a/1.nef");
    assertThat(conversions.get(ALICE, id).objectKey()).isEqualTo("models/a/1.nef");
  }

  @Test
  void pages_coverEveryConversionOnce_newestFirst() {
    List<UUID> begun = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      if (i % 2 == 0) {
        clock.advance(Duration.ofMillis(1)); // so that some began in the same millisecond
      }
      begun.add(begin(ALICE).conversion());
    }
    List<UUID> seen = new ArrayList<>();
    Cursor cursor = Cursor.START;
    for (List<Conversion> page = conversions.list(ALICE, cursor, 2);
        !page.isEmpty();
        page = conversions.list(ALICE, cursor, 2)) {
      page.forEach(each -> seen.add(each.id()));
      cursor = Cursor.decode(new Cursor(page.getLast().createdAt(), page.getLast().id()).encode());
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(begun);
    assertThat(seen.getFirst()).isEqualTo(begun.getLast());
  }

  private Upload begin(String owner) {
    return one.begin(new NewConversion(owner, "model", Chip.KL720));
  }

  private UUID running() {
    Upload upload = begin(ALICE);
    assertThat(one.attach(upload, "job-" + upload.conversion())).isTrue();
    return upload.conversion();
  }

  private Conversion get(Upload upload) {
    return conversions.get(ALICE, upload.conversion());
  }

  private static Task only(List<Task> tasks) {
    assertThat(tasks).hasSize(1);
    return tasks.getFirst();
  }

  private static JobResponse known(Status status, int progress, String message) {
    return new JobResponse.Known(status, OptionalInt.of(progress), message, Optional.empty());
  }

  private static JobResponse succeeded() {
    return new JobResponse.Known(Status.SUCCEEDED, OptionalInt.of(3), "", Optional.of(FILE));
  }
}
