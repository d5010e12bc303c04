package io.visiona.api.models;

import io.visiona.api.models.ModelStore.Opened;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.streams.StreamEnd;
import io.visiona.api.platform.streams.StreamHolder;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a part of it, on its way to a person. When the person's session ends it is cut: what
 * came never looks whole, for its length was announced.
 */
final class ModelContent implements StreamingOutput {
  private static final int PIECE = 64 * 1024;

  private final Opened file;
  private final long first;
  private final long length;
  private final OpenStreams streams;
  private final StreamHolder holder;
  private final AtomicReference<@Nullable StreamEnd> ended = new AtomicReference<>();

  /**
   * Closes the file when it was written.
   *
   * @param first the first byte that is wanted
   * @param length how many bytes
   */
  ModelContent(Opened file, long first, long length, OpenStreams streams, StreamHolder holder) {
    this.file = file;
    this.first = first;
    this.length = length;
    this.streams = streams;
    this.holder = holder;
  }

  @Override
  public void write(OutputStream out) throws IOException {
    try (file;
        OpenStreams.Registration _ = streams.register(holder, ended::set)) {
      file.content().skipNBytes(first);
      byte[] piece = new byte[PIECE];
      long left = length;
      while (left > 0 && ended.get() == null) {
        int read = file.content().read(piece, 0, (int) Math.min(piece.length, left));
        if (read < 0) {
          throw new EOFException("the file of a model is shorter than it was");
        }
        out.write(piece, 0, read);
        left -= read;
      }
    }
  }
}
