package io.visiona.launch.dev;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Starts the demo agent again some seconds after it ended by itself, as systemd does on a box, so
 * that one can kill it and see it come back.
 */
final class AgentKeeper implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Supplier<Process> process;
  private final Runnable restart;
  private final Duration pause;
  private final PrintStream out;
  private final Thread thread;

  /** {@code restart} is run {@code pause} after {@code process} ended, unless this is closed. */
  AgentKeeper(Supplier<Process> process, Runnable restart, Duration pause, PrintStream out) {
    this.process = process;
    this.restart = restart;
    this.pause = pause;
    this.out = out;
    this.thread = Thread.ofPlatform().daemon().name("keep-agent").start(this::run);
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        process.get().waitFor();
        if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        restart();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void restart() {
    if (closed.getCount() > 0) {
      restart.run();
      out.println("The demo agent had ended; it runs again.");
    }
  }

  /** Whether its thread has ended within the limit. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return thread.join(limit);
  }

  /** From here on it stays ended. */
  @Override
  public synchronized void close() {
    closed.countDown();
  }
}
