package io.visiona.agent.logs;

import io.visiona.agent.json.JsonFields;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest lines of the log, for whoever asks; also written where the process logs. Thread-safe.
 */
public final class LogBook {
  /** How many lines are kept. */
  public static final int CAPACITY = 2000;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final Deque<LogLine> lines = new ArrayDeque<>(CAPACITY);
  private final Map<LogSource, System.Logger> loggers = new EnumMap<>(LogSource.class);
  private long last;

  public LogBook(Clock clock) {
    this.clock = clock;
    for (LogSource source : LogSource.values()) {
      // Not below io.visiona: what is logged there is copied into this book by a handler.
      loggers.put(source, System.getLogger("visiona." + source.text()));
    }
  }

  public void debug(LogSource source, String message, Map<String, ?> fields) {
    log(LogLevel.DEBUG, source, message, fields);
  }

  public void info(LogSource source, String message, Map<String, ?> fields) {
    log(LogLevel.INFO, source, message, fields);
  }

  public void warn(LogSource source, String message, Map<String, ?> fields) {
    log(LogLevel.WARN, source, message, fields);
  }

  public void error(LogSource source, String message, Map<String, ?> fields) {
    log(LogLevel.ERROR, source, message, fields);
  }

  /** Adds a line and logs it. */
  public void log(LogLevel level, LogSource source, String message, Map<String, ?> fields) {
    LogLine line = add(level, source, message, fields);
    System.Logger logger = loggers.get(source);
    if (logger != null && logger.isLoggable(level.system())) {
      String more = fields.isEmpty() ? "" : " " + line.fields();
      logger.log(level.system(), () -> line.message() + more);
    }
  }

  /** Adds a line only. */
  LogLine add(LogLevel level, LogSource source, String message, Map<String, ?> fields) {
    lock.lock();
    try {
      last++;
      LogLine line =
          new LogLine(
              last,
              clock.instant().truncatedTo(ChronoUnit.MILLIS),
              level,
              source,
              Redaction.clean(message),
              JsonFields.object(fields));
      if (lines.size() == CAPACITY) {
        lines.removeFirst();
      }
      lines.addLast(line);
      grown.signalAll();
      return line;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lines that follow one that was read.
   *
   * @param lines in order
   * @param lost how many between were no longer there
   * @param upTo what to ask after next time
   */
  public record Page(List<LogLine> lines, long lost, long upTo) {
    public Page {
      lines = List.copyOf(lines);
    }
  }

  /** The lines after this number; waits for the first one. */
  public Page after(long seq, Duration limit) throws InterruptedException {
    long nanos = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (last <= seq && nanos > 0) {
        nanos = grown.awaitNanos(nanos);
      }
      List<LogLine> found = new ArrayList<>();
      for (LogLine line : lines) {
        if (line.seq() > seq) {
          found.add(line);
        }
      }
      LogLine oldest = lines.peekFirst();
      long lost = oldest == null ? 0 : Math.max(0, oldest.seq() - seq - 1);
      return new Page(found, seq == 0 ? 0 : lost, Math.max(seq, last));
    } finally {
      lock.unlock();
    }
  }

  /** The number of the newest line. */
  public long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }
}
