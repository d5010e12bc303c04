package io.visiona.api.models;

import static io.visiona.api.models.UploadBodies.TYPE;
import static io.visiona.api.models.UploadBodies.body;
import static io.visiona.api.models.UploadBodies.bytes;
import static io.visiona.api.models.UploadBodies.end;
import static io.visiona.api.models.UploadBodies.field;
import static io.visiona.api.models.UploadBodies.fields;
import static io.visiona.api.models.UploadBodies.file;
import static io.visiona.api.models.UploadBodies.reading;
import static io.visiona.api.models.UploadBodies.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.visiona.api.http.Cursor;
import io.visiona.api.http.MultipartUpload;
import io.visiona.api.platform.database.DatabaseKind;
import io.visiona.api.platform.database.MovableClock;
import io.visiona.api.platform.database.TestDatabase;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.limit.FairLimiter;
import io.visiona.shared.limit.LimitConfig;
import io.visiona.shared.limit.LimitConfig.Share;
import io.visiona.shared.persistence.DatabaseException;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken in, what is refused, and that a refusal leaves neither file nor row. */
@SuppressWarnings("NullAway.Init") // set up before each test
@ResourceLock(TestDatabase.LOCK)
final class ModelUploadsTest {
  private static final String ALICE = "subject-alice";
  private static final long MOST = 1000;

  private static final LimitConfig PLACES =
      new LimitConfig("uploads", 10, List.of(new Share("person", 10)), Duration.ZERO, 0);
  private static final UploadLimits LIMITS =
      new UploadLimits(new FairLimiter(PLACES, _ -> {}), Duration.ofSeconds(10));

  @TempDir Path folder;

  private final MovableClock clock = new MovableClock();
  private TestDatabase database;
  private ModelLibrary library;
  private FolderModelStore files;
  private ModelUploads uploads;

  @BeforeEach
  void start() {
    database = TestDatabase.empty(DatabaseKind.H2);
    library = new ModelLibrary(database, clock);
    files = new FolderModelStore(folder);
    uploads = uploads(library, Duration.ofMinutes(1));
  }

  private ModelUploads uploads(ModelLibrary into, Duration timeout) {
    return new ModelUploads(into, files, config(folder, timeout), LIMITS);
  }

  private static ModelsConfig config(Path folder, Duration timeout) {
    return new ModelsConfig(Optional.empty(), folder, MOST, timeout, 3, PLACES);
  }

  @Test
  void upload_isStoredWithItsSizeAndHash() throws IOException {
    Model model =
        uploads.accept(
            ALICE, body(fields("  my model ", "KL720") + file("content of the file") + end()));

    assertThat(model.name()).isEqualTo("my model");
    assertThat(model.chip()).isEqualTo("KL720");
    assertThat(model.source()).isEqualTo(Source.UPLOADED);
    assertThat(model.size()).isEqualTo(19);
    assertThat(model.sha256())
        .isEqualTo("0fc74468e6a9a829f103d069aeb2bb4f8646bad58bf146bb0e3379b759ec4a00");
    assertThat(library.find(ALICE, model.id())).isEqualTo(new ModelLookup.Own(model));
    try (ModelStore.Opened opened = files.open(model.id())) {
      assertThat(opened.size()).isEqualTo(19);
      assertThat(opened.content().readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("content of the file");
    }
  }

  @Test
  void fileOfTheLargestSize_isTaken_andOneByteMoreIsNot() {
    assertThat(
            uploads
                .accept(ALICE, body(fields("n", "c") + file("x".repeat((int) MOST)) + end()))
                .size())
        .isEqualTo(MOST);
    refused(
        ErrorCode.PAYLOAD_TOO_LARGE,
        body(fields("n", "c") + file("x".repeat((int) MOST + 1)) + end()),
        1);
  }

  @Test
  void bodyThatSaysItIsTooLong_isNotEvenRead() {
    InputStream unreadable =
        reading((target, offset, count) -> {
          throw new AssertionError("it was read");
        });
    refused(
        ErrorCode.PAYLOAD_TOO_LARGE,
        new MultipartUpload.Body(TYPE, MOST + MultipartUpload.OVERHEAD + 1, unreadable),
        0);
  }

  @Test
  void bodyWithoutEnd_isCutAtTheLimit() {
    InputStream endless =
        reading((target, offset, count) -> {
          Arrays.fill(target, offset, offset + count, (byte) 'x');
          return count;
        });
    refused(
        ErrorCode.PAYLOAD_TOO_LARGE,
        new MultipartUpload.Body(
            TYPE, -1, new SequenceInputStream(bytes(fields("n", "c") + file("")), endless)),
        0);
  }

  @Test
  void bodyThatBreaksOff_leavesNothing() {
    refused(ErrorCode.BAD_REQUEST, body(fields("n", "c") + file("half of the fi")), 0);
    InputStream cut =
        reading((target, offset, count) -> {
          throw new IOException("connection reset");
        });
    refused(
        ErrorCode.BAD_REQUEST,
        new MultipartUpload.Body(
            TYPE, -1, new SequenceInputStream(bytes(fields("n", "c") + file("half")), cut)),
        0);
  }

  @Test
  void uploadThatTakesTooLong_isRefused() {
    ModelUploads impatient = uploads(library, Duration.ofSeconds(-1));
    ApiException thrown =
        catchThrowableOfType(
            ApiException.class,
            () ->
                impatient.accept(
                    ALICE,
                    new MultipartUpload.Body(
                        TYPE,
                        -1,
                        new SequenceInputStream(
                            bytes(fields("n", "c") + file("half")), bytes("rest" + end())))));
    assertThat(thrown.code()).isEqualTo(ErrorCode.REQUEST_TIMEOUT);
    leftNothing(0);
  }

  @Test
  void headThatTakesTooLong_isRefused_howeverMuchTimeTheFileHas() {
    ModelUploads impatient =
        new ModelUploads(
            library,
            files,
            config(folder, Duration.ofHours(1)),
            new UploadLimits(new FairLimiter(PLACES, _ -> {}), Duration.ofSeconds(-1)));
    ApiException thrown =
        catchThrowableOfType(ApiException.class, () -> impatient.accept(ALICE, small()));
    assertThat(thrown.code()).isEqualTo(ErrorCode.REQUEST_TIMEOUT);
    leftNothing(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\u0000b"})
  void name_isChecked(String name) {
    refused(ErrorCode.BAD_REQUEST, body(fields(name, "c") + file("x") + end()), 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "KL 720", "../x", "KL720/", "chip-that-has-a-name-of-more-than-40-chars"})
  void chip_isChecked(String chip) {
    refused(ErrorCode.BAD_REQUEST, body(fields("n", chip) + file("x") + end()), 0);
  }

  @Test
  void nameOf101Characters_isTooLong() {
    assertThat(uploads.accept(ALICE, body(fields("n".repeat(100), "c") + file("x") + end())).name())
        .hasSize(100);
    refused(ErrorCode.BAD_REQUEST, body(fields("n".repeat(101), "c") + file("x") + end()), 1);
  }

  @Test
  void bodiesOfAnotherShape_areBadRequests() {
    for (String text :
        List.of(
            "",
            "nonsense",
            end(),
            fields("n", "c") + end(),
            file("x") + end(),
            field("name", "n") + file("x") + end(),
            field("chip", "c") + file("x") + end(),
            fields("n", "c") + field("name", "again") + file("x") + end(),
            fields("n", "c") + file("") + end(),
            fields("n", "c") + file("x\r\n") + field("more", "y") + end(),
            fields("n", "c") + file("x\r\n") + file("second") + end(),
            fields("n", "c") + field("other", "o".repeat(2000)) + file("x") + end())) {
      refused(ErrorCode.BAD_REQUEST, body(text), 0);
    }
    refused(
        ErrorCode.BAD_REQUEST,
        new MultipartUpload.Body(
            "multipart/form-data", -1, bytes(fields("n", "c") + file("x") + end())),
        0);
  }

  @Test
  void databaseThatIsAway_leavesNoFile() {
    Transactions broken =
        new Transactions() {
          private boolean counted;

          @Override
          public <T> T call(Function<EntityManager, T> work) {
            if (counted) {
              throw new DatabaseException("away", new IOException());
            }
            counted = true;
            return database.call(work);
          }
        };
    ModelUploads halfway = uploads(new ModelLibrary(broken, clock), Duration.ofMinutes(1));
    assertThatThrownBy(() -> halfway.accept(ALICE, small())).isInstanceOf(DatabaseException.class);
    leftNothing(0);
  }

  @Test
  void storageThatFails_isUnavailable() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "x");
    ModelUploads full =
        new ModelUploads(
            library,
            new FolderModelStore(notAFolder),
            config(notAFolder, Duration.ofMinutes(1)),
            LIMITS);
    ApiException thrown =
        catchThrowableOfType(ApiException.class, () -> full.accept(ALICE, small()));
    assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void person_mayKeepSoManyUploadsAndNoMore() {
    for (int i = 0; i < 3; i++) {
      uploads.accept(ALICE, small());
    }
    refused(ErrorCode.CONFLICT, small(), 3);
    assertThat(uploads.accept("subject-bob", small()).size()).isEqualTo(1);
  }

  @Test
  void leftovers_areRemovedWhenTheyAreOldAndNoModelNamesThem() throws IOException {
    Model kept = uploads.accept(ALICE, small());
    UUID nobodys = UUID.randomUUID();
    UUID young = UUID.randomUUID();
    for (String name : List.of(nobodys.toString(), young.toString(), UUID.randomUUID() + ".part")) {
      Files.writeString(folder.resolve(name), "left");
    }
    Instant old = clock.instant().minus(Duration.ofDays(2)).minusSeconds(1);
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        boolean isYoung = file.endsWith(young.toString());
        Files.setLastModifiedTime(file, FileTime.from(isYoung ? clock.instant() : old));
      }
    }

    assertThat(new Leftovers(library, files, clock).remove()).isEqualTo(1);

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(kept.id().toString(), young.toString());
    }
  }

  /** An operator's note, a copy of a backup: nothing of ours, and no reason to stop. */
  @Test
  void foreignFileInTheFolder_staysAndDoesNotEndTheCleaning() throws IOException {
    Model kept = uploads.accept(ALICE, small());
    List<String> foreign = List.of("README", "1-2-3-4-5", kept.id() + ".bak", "00-note");
    List<String> ours = List.of(UUID.randomUUID().toString(), UUID.randomUUID() + ".part");
    Instant old = clock.instant().minus(Duration.ofDays(2)).minusSeconds(1);
    for (String name : Stream.concat(foreign.stream(), ours.stream()).toList()) {
      Path file = Files.writeString(folder.resolve(name), "left");
      Files.setLastModifiedTime(file, FileTime.from(old));
    }

    assertThat(new Leftovers(library, files, clock).remove()).isEqualTo(1);

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(foreign.stream(), Stream.of(kept.id().toString())).toList());
    }
  }

  @Test
  void onePersonsSlowUploads_leavePlacesToOthers() throws Exception {
    LimitConfig two =
        new LimitConfig("uploads", 4, List.of(new Share("person", 2)), Duration.ZERO, 0);
    FairLimiter places = new FairLimiter(two, _ -> {});
    ModelUploads shared =
        new ModelUploads(
            library,
            files,
            config(folder, Duration.ofMinutes(1)),
            new UploadLimits(places, Duration.ofSeconds(10)));
    CountDownLatch release = new CountDownLatch(1);
    try (ExecutorService mallory = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2; i++) {
        Future<?> _ = mallory.submit(() -> shared.accept("subject-mallory", stuck(release)));
      }
      await().until(() -> places.inUse() == 2);

      assertThat(
              catchThrowableOfType(
                      ApiException.class, () -> shared.accept("subject-mallory", stuck(release)))
                  .code())
          .isEqualTo(ErrorCode.RATE_LIMITED);
      assertThat(shared.accept(ALICE, small()).size()).isEqualTo(1);
      release.countDown();
    }
    assertThat(places.inUse()).isZero();
  }

  private static MultipartUpload.Body stuck(CountDownLatch release) {
    return new MultipartUpload.Body(
        TYPE,
        -1,
        reading((target, offset, count) -> {
          try {
            release.await();
          } catch (InterruptedException stopping) {
            throw new IOException(stopping);
          }
          return -1;
        }));
  }

  @Test
  void leftoversOfNoFolder_areNone() {
    assertThat(new Leftovers(library, new FolderModelStore(folder.resolve("none")), clock).remove())
        .isZero();
  }

  private void refused(ErrorCode code, MultipartUpload.Body body, int left) {
    ApiException thrown =
        catchThrowableOfType(ApiException.class, () -> uploads.accept(ALICE, body));
    assertThat(thrown).isNotNull();
    assertThat(thrown.code()).isEqualTo(code);
    leftNothing(left);
  }

  private void leftNothing(int but) {
    assertThat(library.list(ALICE, Cursor.START, 100)).hasSize(but);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).hasSize(but);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
