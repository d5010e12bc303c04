package io.visiona.api.platform.work;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that is appended to, and moved aside when it is large: to its name with {@code .1}, what
 * was there to {@code .2}, and so on. Not thread-safe.
 */
public final class RotatingFile implements Closeable {
  /** Bytes after which a file is moved aside. */
  public static final long LARGEST = 50L * 1024 * 1024;

  private static final int KEPT = 5;

  private final Path path;
  private @Nullable OutputStream out;
  private long size;

  /** Opened with the first bytes, its folder made if need be. */
  public RotatingFile(Path path) {
    this.path = path;
  }

  /** Writes at its end; after a failure the next call opens it anew. */
  public void append(byte[] bytes) throws IOException {
    boolean written = false;
    try {
      open().write(bytes);
      size += bytes.length;
      written = true;
    } finally {
      if (!written) {
        close();
      }
    }
  }

  private OutputStream open() throws IOException {
    OutputStream open = out;
    if (open != null && size < LARGEST) {
      return open;
    }
    close();
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (Files.exists(path) && Files.size(path) >= LARGEST) {
      rotate();
    }
    OutputStream fresh =
        Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    out = fresh;
    size = Files.size(path);
    return fresh;
  }

  private void rotate() throws IOException {
    for (int i = KEPT - 1; i >= 0; i--) {
      Path older = i == 0 ? path : path.resolveSibling(path.getFileName() + "." + i);
      if (Files.exists(older)) {
        Files.move(
            older,
            path.resolveSibling(path.getFileName() + "." + (i + 1)),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Override
  public void close() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
