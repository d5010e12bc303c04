package io.visiona.agent.logs;

import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Copies what other parts of the agent log by themselves into the book, until closed. */
public final class LogBookHandler extends Handler {
  private static final String PACKAGE = "io.visiona.agent";

  private final LogBook book;
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final Logger logger = Logger.getLogger(PACKAGE);

  private LogBookHandler(LogBook book) {
    this.book = book;
  }

  public static LogBookHandler attach(LogBook book) {
    LogBookHandler handler = new LogBookHandler(book);
    handler.logger.addHandler(handler);
    return handler;
  }

  @Override
  public void publish(LogRecord line) {
    String message = formatter.formatMessage(line);
    Throwable thrown = line.getThrown();
    book.add(
        level(line.getLevel()),
        LogSource.AGENT,
        thrown == null ? message : message + ": " + thrown,
        Map.of());
  }

  private static LogLevel level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return LogLevel.ERROR;
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return LogLevel.WARN;
    }
    return level.intValue() >= Level.INFO.intValue() ? LogLevel.INFO : LogLevel.DEBUG;
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
