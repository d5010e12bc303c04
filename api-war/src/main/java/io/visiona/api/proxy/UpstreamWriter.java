package io.visiona.api.proxy;

import io.visiona.shared.limit.PermitResult.Permit;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hands a browser's bytes to a virtual thread that may wait for the upstream. It is needed because
 * Liberty reads on as soon as its read callback returns and drops what was not read: the only way
 * not to read is to stay in the callback. So the callback waits when the upstream is a buffer
 * behind, but not for long, and only so many callbacks at a time, of one holder and in the whole
 * server. Thread-safe.
 */
final class UpstreamWriter {
  private static final int ROOM = 256 * 1024;
  private static final long LONGEST_WAIT_SECONDS = 10;
  private static final byte[] END = new byte[0];

  private final Supplier<Optional<Permit>> waiting;
  private final Semaphore room = new Semaphore(ROOM);
  private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();

  /**
   * Makes a writer that is yet to run.
   *
   * @param waiting leave for a thread of the server to wait; gives its answer at once
   */
  UpstreamWriter(Supplier<Optional<Permit>> waiting) {
    this.waiting = waiting;
  }

  /**
   * Takes {@code count} bytes; false when the upstream is too far behind and the connection has to
   * be given up.
   */
  boolean offer(byte[] block, int count) throws InterruptedException {
    if (!room.tryAcquire(count) && !awaitRoom(count)) {
      return false;
    }
    return queue.add(Arrays.copyOf(block, count));
  }

  private boolean awaitRoom(int count) throws InterruptedException {
    Optional<Permit> permit = waiting.get();
    if (permit.isEmpty()) {
      return false;
    }
    try (Permit _ = permit.get()) {
      return room.tryAcquire(count, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Writes until {@link #stop} or until the upstream is gone. */
  void run(OutputStream upstream) throws IOException, InterruptedException {
    byte[] next = queue.take();
    while (next.length > 0) {
      upstream.write(next, 0, next.length);
      room.release(next.length);
      next = queue.take();
    }
  }

  /** Ends {@link #run} once everything before it is written, and lets nobody wait any more. */
  void stop() {
    queue.add(END);
    room.release(ROOM);
  }
}
