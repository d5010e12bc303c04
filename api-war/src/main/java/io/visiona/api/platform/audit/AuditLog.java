package io.visiona.api.platform.audit;

import io.visiona.api.platform.work.RotatingFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Takes events from requests, which never wait for it, and puts them into a file, one line of JSON
 * each, and into the database. While the database is away it keeps what has gathered; beyond {@link
 * #MOST_WAITING} new events are lost to the database and to the file, which the log says.
 * Thread-safe.
 */
public final class AuditLog {
  /** Events that wait for the database: some minutes of the busiest server. */
  static final int MOST_WAITING = 10_000;

  private static final Logger LOG = System.getLogger(AuditLog.class.getName());
  private static final int MOST_AT_ONCE = 100;

  private final Optional<RotatingFile> file;
  private final AuditTrail trail;
  private final BlockingQueue<AuditEvent> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final List<AuditEvent> batch = new ArrayList<>(MOST_AT_ONCE);

  /**
   * Made once.
   *
   * @param file where the lines go; empty for nowhere
   */
  public AuditLog(Optional<RotatingFile> file, AuditTrail trail) {
    this.file = file;
    this.trail = trail;
  }

  /** Puts it on record, a moment later. */
  public void record(AuditEvent event) {
    if (!waiting.offer(event)) {
      lost.incrementAndGet();
    }
  }

  /**
   * Writes what has gathered. What it throws is the database's: the same events are stored by a
   * later call, and their lines are written once.
   */
  public synchronized void write() {
    long gone = lost.getAndSet(0);
    if (gone > 0) {
      LOG.log(Level.ERROR, "{0} events of the audit log were lost: too many were waiting", gone);
    }
    store();
    while (waiting.drainTo(batch, MOST_AT_ONCE) > 0) {
      line(batch);
      store();
    }
  }

  private void store() {
    if (!batch.isEmpty()) {
      trail.add(batch);
      batch.clear();
    }
  }

  private void line(List<AuditEvent> events) {
    if (file.isEmpty()) {
      return;
    }
    String lines = events.stream().map(AuditEvent::line).collect(Collectors.joining());
    try {
      file.get().append(lines.getBytes(StandardCharsets.UTF_8));
    } catch (IOException failed) {
      LOG.log(Level.ERROR, "The file of the audit log cannot be written", failed);
    }
  }

  /** Writes what is left, as far as that can be. */
  public synchronized void end() {
    try {
      write();
    } catch (RuntimeException away) {
      LOG.log(Level.ERROR, "The last events of the audit log are in its file only", away);
    }
    try {
      if (file.isPresent()) {
        file.get().close();
      }
    } catch (IOException failed) {
      LOG.log(Level.WARNING, "The file of the audit log could not be closed", failed);
    }
  }
}
