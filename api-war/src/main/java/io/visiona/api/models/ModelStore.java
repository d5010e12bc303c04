package io.visiona.api.models;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Where the files of uploaded models lie. Implementations are thread-safe; a file is there whole or
 * not at all. What the storage itself fails with is {@link StorageException}, so that it is not
 * taken for a fault of what is stored.
 */
public interface ModelStore extends AutoCloseable {

  /** What came of storing. */
  sealed interface Storing {
    /** It is there; {@code sha256} in lower-case hexadecimal digits. */
    record Stored(long size, String sha256) implements Storing {}

    /** It had more bytes than allowed; nothing is there. */
    record TooLarge() implements Storing {}
  }

  /** A file that is open for reading, to be closed. */
  record Opened(InputStream content, long size) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      content.close();
    }
  }

  /**
   * Reads {@code content} to its end into the file of an id that has none.
   *
   * @throws IOException what reading threw; nothing is there then
   */
  Storing store(UUID id, InputStream content, long most) throws IOException;

  /** The file of an id, which must be there. */
  Opened open(UUID id);

  /** Removes the file of an id; one that is not there is no error. */
  void delete(UUID id);

  /** The ids that have a file which was last touched before then. */
  List<UUID> olderThan(Instant time);

  /**
   * Says in a line how the storage is.
   *
   * @throws StorageException when it cannot be used; the message says why
   */
  String probe();

  /** Removes what uploads left that ended without a word before then: a server that was killed. */
  void deleteUnfinished(Instant time);

  /** Gives up connections; there are none but with a store elsewhere. */
  @Override
  default void close() {}
}
