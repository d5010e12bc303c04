package io.visiona.yamux.buffer;

import org.jspecify.annotations.Nullable;

/** A piece of a {@link ByteQueue}. */
final class Chunk {
  /** A few network packets: big enough that taking one costs little per byte. */
  static final int BYTES = 16 * 1024;

  final byte[] bytes = new byte[BYTES];
  int read;
  int written;
  @Nullable Chunk next;
}
