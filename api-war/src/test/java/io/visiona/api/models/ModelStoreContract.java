package io.visiona.api.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.models.ModelStore.Opened;
import io.visiona.api.models.ModelStore.Storing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.io.input.BrokenInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every store of model files. */
abstract class ModelStoreContract {
  /** More than a part of the bucket of these tests, and no multiple of it. */
  static final int LARGE = 11 << 20;

  @TempDir Path folder;

  /** The store of a server that has a folder; all share what they store. */
  abstract ModelStore files();

  /** Where a file lies while it is being taken. */
  abstract Path spool();

  /** The same storage seen by another server. */
  abstract ModelStore other();

  @Test
  void file_isThereAsItWas() throws Exception {
    UUID id = UUID.randomUUID();
    byte[] content = "content of the file".getBytes(UTF_8);
    assertThat(files().store(id, new ByteArrayInputStream(content), 100))
        .isEqualTo(new Storing.Stored(content.length, sha256(content)));
    try (Opened opened = files().open(id)) {
      assertThat(opened.size()).isEqualTo(content.length);
      assertThat(opened.content().readAllBytes()).isEqualTo(content);
    }
  }

  @Test
  void largeFile_isThereAsItWas_alsoForAnotherServer() throws Exception {
    UUID id = UUID.randomUUID();
    byte[] content = new byte[LARGE];
    new Random(19).nextBytes(content);
    assertThat(files().store(id, new ByteArrayInputStream(content), LARGE))
        .isEqualTo(new Storing.Stored(LARGE, sha256(content)));
    try (Opened opened = other().open(id)) {
      assertThat(opened.size()).isEqualTo(LARGE);
      assertThat(opened.content().readAllBytes()).isEqualTo(content);
    }
    other().delete(id);
    assertThatThrownBy(() -> files().open(id)).isInstanceOf(StorageException.class);
  }

  @Test
  void rangeOfFile_isReadFromWhereItBegins() throws Exception {
    UUID id = UUID.randomUUID();
    files().store(id, new ByteArrayInputStream("0123456789".getBytes(UTF_8)), 100);
    try (Opened opened = files().open(id)) {
      opened.content().skipNBytes(4);
      assertThat(opened.content().readNBytes(3)).asString(UTF_8).isEqualTo("456");
      opened.content().skipNBytes(1);
      assertThat(opened.content().read()).isEqualTo('8');
      assertThat(opened.content().readAllBytes()).asString(UTF_8).isEqualTo("9");
      assertThat(opened.content().read()).isEqualTo(-1);
    }
    try (Opened opened = files().open(id)) {
      assertThat(opened.content().skip(100)).isLessThanOrEqualTo(100);
      assertThat(opened.content().read()).isEqualTo(-1);
    }
  }

  @Test
  void emptyFile_isStored() throws Exception {
    UUID id = UUID.randomUUID();
    assertThat(files().store(id, InputStream.nullInputStream(), 1))
        .isEqualTo(new Storing.Stored(0, sha256(new byte[0])));
    try (Opened opened = files().open(id)) {
      assertThat(opened.size()).isZero();
      assertThat(opened.content().read()).isEqualTo(-1);
    }
  }

  @Test
  void whatIsTooLarge_leavesNothing() throws Exception {
    UUID id = UUID.randomUUID();
    assertThat(files().store(id, new ByteArrayInputStream(new byte[11]), 10))
        .isEqualTo(new Storing.TooLarge());
    absent(id);
  }

  @Test
  void whatBreaksOff_leavesNothing() {
    UUID id = UUID.randomUUID();
    InputStream broken = new BrokenInputStream(() -> new IOException("connection reset"));
    assertThatThrownBy(() ->
            files()
                .store(
                    id,
                    new SequenceInputStream(new ByteArrayInputStream(new byte[LARGE]), broken),
                    2L * LARGE))
        .isInstanceOf(IOException.class)
        .hasMessage("connection reset");
    absent(id);
  }

  @Test
  void deletedFile_isGone_andDeletingItAgainIsNoError() throws Exception {
    UUID id = UUID.randomUUID();
    files().store(id, new ByteArrayInputStream(new byte[1]), 10);
    files().delete(id);
    absent(id);
    files().delete(id);
  }

  @Test
  void oldFiles_areThoseBeforeThen() throws Exception {
    UUID id = UUID.randomUUID();
    files().store(id, new ByteArrayInputStream(new byte[1]), 10);
    assertThat(files().olderThan(Instant.now().minus(Duration.ofMinutes(1)))).doesNotContain(id);
    assertThat(files().olderThan(Instant.now().plus(Duration.ofMinutes(1)))).contains(id);
  }

  @Test
  void whatAKilledServerLeft_isRemovedWhenItIsOld() throws Exception {
    Files.createDirectories(spool());
    Path left = Files.writeString(spool().resolve(UUID.randomUUID() + ".part"), "half");
    files().deleteUnfinished(Instant.now().minus(Duration.ofMinutes(1)));
    assertThat(left).exists();
    files().deleteUnfinished(Instant.now().plus(Duration.ofMinutes(1)));
    assertThat(left).doesNotExist();
  }

  @Test
  void storage_saysThatItIsThere() {
    assertThat(files().probe()).isNotBlank();
  }

  private void absent(UUID id) {
    assertThatThrownBy(() -> files().open(id)).isInstanceOf(StorageException.class);
    assertThat(files().olderThan(Instant.now().plus(Duration.ofMinutes(1)))).doesNotContain(id);
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith(id.toString()));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
