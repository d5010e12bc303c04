package io.visiona.standins.fileserver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** The files by their keys. Thread-safe: a file is there whole or not at all. */
public final class StoredFiles {
  private final Path folder;

  StoredFiles(Path folder) {
    this.folder = folder;
  }

  /** Keeps a file under its key, in place of one that was there; returns its bytes. */
  public long put(String key, InputStream content) throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve(UUID.randomUUID() + ".part");
    try {
      long size = Files.copy(content, part);
      Files.move(
          part, place(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return size;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Where a key's file lies, if there is one. */
  Optional<Path> find(String key) {
    return Optional.of(place(key)).filter(Files::isRegularFile);
  }

  private Path place(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return folder.resolve(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }
}
