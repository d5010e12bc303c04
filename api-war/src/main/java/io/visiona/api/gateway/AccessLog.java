package io.visiona.api.gateway;

import io.visiona.api.platform.work.RotatingFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The access log: one line of JSON for each request, in a file of its own, because the server's log
 * wraps every message. Requests never wait for it: a thread writes what has gathered; what does not
 * fit is dropped and counted. Thread-safe.
 */
final class AccessLog implements AutoCloseable {
  private static final Logger LOG = System.getLogger(AccessLog.class.getName());
  private static final int MOST_WAITING = 20_000;
  private static final int MOST_AT_ONCE = 100;
  private static final long PERIOD_MILLIS = 10;
  private static final long LONGEST_WAIT_MILLIS = 100;

  private final Optional<RotatingFile> file;
  private final BlockingQueue<AccessLine> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean broken;

  AccessLog(Optional<Path> file) {
    this.file = file.map(RotatingFile::new);
  }

  void start(Executor executor) {
    if (file.isPresent()) {
      executor.execute(() -> run(file.get()));
    }
  }

  void add(AccessLine line) {
    if (file.isPresent() && !waiting.offer(line)) {
      dropped.incrementAndGet();
    }
  }

  /**
   * Lets lines gather, since to be woken for each would cost more than to write it; but only few,
   * since requests wait for a processor while many are written.
   */
  private void run(RotatingFile target) {
    boolean last = false;
    List<AccessLine> batch = new ArrayList<>(MOST_AT_ONCE);
    try {
      while (!last) {
        AccessLine first = waiting.poll(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
        }
        last = closed.await(first == null ? 0 : PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        writeAll(target, batch);
      }
    } catch (InterruptedException e) {
      writeAll(target, batch);
      Thread.currentThread().interrupt();
    } finally {
      close(target);
    }
  }

  private void writeAll(RotatingFile target, List<AccessLine> batch) {
    while (waiting.drainTo(batch, MOST_AT_ONCE - batch.size()) > 0 || !batch.isEmpty()) {
      write(target, batch);
      batch.clear();
    }
  }

  private void write(RotatingFile target, List<AccessLine> batch) {
    byte[] bytes =
        batch.stream()
            .map(AccessLine::json)
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.UTF_8);
    try {
      target.append(bytes);
      long lost = dropped.getAndSet(0);
      if (broken || lost > 0) {
        LOG.log(
            Level.WARNING, "The access log of the gateway has a gap of {0} lines or more", lost);
        broken = false;
      }
    } catch (IOException failed) {
      dropped.addAndGet(batch.size());
      if (!broken) {
        LOG.log(Level.ERROR, "The access log of the gateway cannot be written", failed);
        broken = true;
      }
    }
  }

  private static void close(RotatingFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The access log of the gateway could not be closed", e);
    }
  }

  /** What has gathered is still written. */
  @Override
  public void close() {
    closed.countDown();
  }
}
