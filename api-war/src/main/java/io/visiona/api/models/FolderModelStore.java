package io.visiona.api.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files in a local folder, each named after its id. What is being written has another name until
 * all of it is on the disk.
 */
public final class FolderModelStore implements ModelStore {
  private static final String UNFINISHED = ".part";
  private static final int PIECE = 64 * 1024;

  private final Path folder;

  /** The folder is made when the first file comes. */
  public FolderModelStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public Storing store(UUID id, InputStream content, long most) throws IOException {
    Path part = folder.resolve(id + UNFINISHED);
    boolean written = false;
    try (FileChannel file = create(part)) {
      MessageDigest hash = sha256();
      byte[] piece = new byte[PIECE];
      long size = 0;
      for (int n = content.read(piece); n >= 0; n = content.read(piece)) {
        size += n;
        if (size > most) {
          return new Storing.TooLarge();
        }
        hash.update(piece, 0, n);
        write(file, ByteBuffer.wrap(piece, 0, n));
      }
      finish(file, part, id);
      written = true;
      return new Storing.Stored(size, HexFormat.of().formatHex(hash.digest()));
    } finally {
      if (!written) {
        remove(part);
      }
    }
  }

  private FileChannel create(Path part) {
    try {
      Files.createDirectories(folder);
      return FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    } catch (IOException failed) {
      throw new StorageException("A model file cannot be made", failed);
    }
  }

  private static void write(FileChannel file, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException failed) {
      throw new StorageException("A model file cannot be written", failed);
    }
  }

  private void finish(FileChannel file, Path part, UUID id) {
    try {
      file.force(true);
      Files.move(part, place(id), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new StorageException("A model file cannot be kept", failed);
    }
  }

  @Override
  public Opened open(UUID id) {
    try {
      InputStream content = Files.newInputStream(place(id));
      try {
        return new Opened(content, Files.size(place(id)));
      } catch (IOException failed) {
        content.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw new StorageException("The file of model " + id + " cannot be read", failed);
    }
  }

  @Override
  public void delete(UUID id) {
    remove(place(id));
  }

  @Override
  public List<UUID> olderThan(Instant time) {
    return names(time).flatMap(name -> id(name).stream()).toList();
  }

  /** The id a file is named after; empty for a file that is none of ours, whoever put it there. */
  static Optional<UUID> id(String name) {
    try {
      UUID id = UUID.fromString(name);
      return id.toString().equals(name) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  @Override
  public String probe() {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "probe", null));
      return "the folder " + folder + " can be written";
    } catch (IOException failed) {
      throw new StorageException("The folder of models cannot be written", failed);
    }
  }

  @Override
  public void deleteUnfinished(Instant time) {
    names(time)
        .filter(name -> name.endsWith(UNFINISHED))
        .filter(name -> id(name.substring(0, name.length() - UNFINISHED.length())).isPresent())
        .forEach(name -> remove(folder.resolve(name)));
  }

  private Stream<String> names(Instant time) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> isOlder(file, time))
          .map(file -> file.getFileName().toString())
          .toList()
          .stream();
    } catch (IOException failed) {
      throw new StorageException("The folder of models cannot be listed", failed);
    }
  }

  private static boolean isOlder(Path file, Instant time) {
    try {
      return Files.isRegularFile(file)
          && Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (IOException failed) {
      throw new StorageException("The folder of models cannot be read", failed);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      throw new StorageException("A model file cannot be removed", failed);
    }
  }

  private Path place(UUID id) {
    return folder.resolve(id.toString());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }
}
