package io.visiona.yamux.buffer;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A first-in-first-out queue of bytes. It takes chunks from the pool when there is something to
 * hold and gives them back when it was read, so an empty queue costs nothing. Not thread-safe.
 */
public final class ByteQueue {
  private final ChunkPool pool;
  private @Nullable Chunk head;
  private @Nullable Chunk tail;
  private int size;

  public ByteQueue(ChunkPool pool) {
    this.pool = pool;
  }

  /** Bytes held. */
  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Appends the next {@code count} bytes of {@code source}. */
  public void append(ByteBuffer source, int count) {
    int left = count;
    while (left > 0) {
      Chunk chunk = writable();
      int part = Math.min(left, Chunk.BYTES - chunk.written);
      source.get(chunk.bytes, chunk.written, part);
      chunk.written += part;
      left -= part;
    }
    size += count;
  }

  /** Moves {@code count} bytes, at most {@link #size()}, into {@code destination}. */
  public void moveTo(ByteBuffer destination, int count) {
    int left = count;
    while (left > 0) {
      Chunk chunk = readable();
      int part = Math.min(left, chunk.written - chunk.read);
      destination.put(chunk.bytes, chunk.read, part);
      taken(chunk, part);
      left -= part;
    }
  }

  /** Moves at most {@code length} bytes into {@code target}; returns how many. */
  public int read(byte[] target, int offset, int length) {
    int count = Math.min(length, size);
    int left = count;
    int at = offset;
    while (left > 0) {
      Chunk chunk = readable();
      int part = Math.min(left, chunk.written - chunk.read);
      System.arraycopy(chunk.bytes, chunk.read, target, at, part);
      taken(chunk, part);
      at += part;
      left -= part;
    }
    return count;
  }

  /** Drops everything. */
  public void clear() {
    Chunk chunk = head;
    while (chunk != null) {
      Chunk next = chunk.next;
      pool.give(chunk);
      chunk = next;
    }
    head = null;
    tail = null;
    size = 0;
  }

  private Chunk writable() {
    Chunk last = tail;
    if (last != null && last.written < Chunk.BYTES) {
      return last;
    }
    Chunk fresh = pool.take();
    if (last == null) {
      head = fresh;
    } else {
      last.next = fresh;
    }
    tail = fresh;
    return fresh;
  }

  private Chunk readable() {
    Chunk first = head;
    if (first == null) {
      throw new IllegalStateException("nothing to read");
    }
    return first;
  }

  private void taken(Chunk chunk, int count) {
    chunk.read += count;
    size -= count;
    if (chunk.read == chunk.written) {
      head = chunk.next;
      if (head == null) {
        tail = null;
      }
      pool.give(chunk);
    }
  }
}
