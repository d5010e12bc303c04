package io.visiona.api.forward;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hands a browser's bytes to a virtual thread that may wait for the agent. It is needed because Liberty reads on as soon as its
 * read callback returns and drops what was not read: the only way not to read is to stay in the callback. So the callback waits
 * when the agent is a buffer behind, but not for long, and only so many callbacks at a time in the whole server. Thread-safe.
 */
final class AgentWriter {
  private static final int ROOM = 256 * 1024;
  private static final long LONGEST_WAIT_SECONDS = 10;
  private static final byte[] END = new byte[0];

  private final OutputStream agent;
  private final Semaphore waiters;
  private final Semaphore room = new Semaphore(ROOM);
  private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();

  /**
   * Makes a writer that is yet to run.
   *
   * @param waiters a permit for each thread of the server that may wait at the same time
   */
  AgentWriter(OutputStream agent, Semaphore waiters) {
    this.agent = agent;
    this.waiters = waiters;
  }

  /** Takes {@code count} bytes; false when the agent is too far behind and the connection has to be given up. */
  boolean offer(byte[] block, int count) throws InterruptedException {
    if (!room.tryAcquire(count) && !awaitRoom(count)) {
      return false;
    }
    return queue.add(Arrays.copyOf(block, count));
  }

  private boolean awaitRoom(int count) throws InterruptedException {
    if (!waiters.tryAcquire()) {
      return false;
    }
    try {
      return room.tryAcquire(count, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } finally {
      waiters.release();
    }
  }

  /** Writes until {@link #stop} or until the agent is gone. */
  void run() throws IOException, InterruptedException {
    byte[] next = queue.take();
    while (next.length > 0) {
      agent.write(next, 0, next.length);
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
