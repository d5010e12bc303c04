package io.visiona.relay.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers of 64 KiB for whoever moves bytes at this moment, so that an idle tunnel owns none. What
 * does not fit into the pool is left to the garbage collector; nobody ever waits for a buffer.
 * Thread-safe.
 */
public final class BufferPool {
  /** Size of every buffer, in bytes. */
  public static final int BUFFER_BYTES = 64 * 1024;

  private final ArrayBlockingQueue<ByteBuffer> spare;
  private final boolean direct;

  private BufferPool(boolean direct, int kept) {
    this.direct = direct;
    this.spare = new ArrayBlockingQueue<>(kept);
  }

  /** Array-backed buffers, for servlet streams. */
  public static BufferPool heap(int kept) {
    return new BufferPool(false, kept);
  }

  /**
   * Direct buffers, for WebSockets: a container that is given a heap buffer may copy all of its
   * capacity.
   */
  public static BufferPool direct(int kept) {
    return new BufferPool(true, kept);
  }

  /** An empty buffer, ready to be filled. */
  public ByteBuffer take() {
    ByteBuffer buffer = spare.poll();
    if (buffer == null) {
      return direct ? ByteBuffer.allocateDirect(BUFFER_BYTES) : ByteBuffer.allocate(BUFFER_BYTES);
    }
    return buffer.clear();
  }

  /**
   * Gives back a buffer that nobody reads or writes any more; a full pool lets it become garbage.
   */
  public void giveBack(ByteBuffer buffer) {
    spare.offer(buffer);
  }
}
