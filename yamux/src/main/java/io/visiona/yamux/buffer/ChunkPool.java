package io.visiona.yamux.buffer;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that are not in use, kept for the next user. Thread-safe; a leaf in the lock order. What
 * is more than it may keep is left to the garbage collector.
 */
public final class ChunkPool {
  private static final ChunkPool SHARED = new ChunkPool(1024);

  private final ReentrantLock lock = new ReentrantLock();
  private final int most;
  private @Nullable Chunk free;
  private int count;

  /**
   * Makes an empty pool.
   *
   * @param most chunks of 16 KiB to keep
   */
  public ChunkPool(int most) {
    this.most = most;
  }

  /** The one of the process: it keeps 16 MiB at most. */
  public static ChunkPool shared() {
    return SHARED;
  }

  Chunk take() {
    lock.lock();
    try {
      Chunk chunk = free;
      if (chunk != null) {
        free = chunk.next;
        count--;
        chunk.next = null;
        return chunk;
      }
    } finally {
      lock.unlock();
    }
    return new Chunk();
  }

  void give(Chunk chunk) {
    chunk.read = 0;
    chunk.written = 0;
    lock.lock();
    try {
      if (count < most) {
        chunk.next = free;
        free = chunk;
        count++;
      }
    } finally {
      lock.unlock();
    }
  }
}
