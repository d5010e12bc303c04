package io.visiona.agent.logs;

import org.jspecify.annotations.Nullable;

/**
 * Which lines somebody wants.
 *
 * @param level the lowest
 * @param source of this part only; null for all
 * @param text contained in the message; null for all
 */
public record LogFilter(LogLevel level, @Nullable LogSource source, @Nullable String text) {
  public boolean wants(LogLine line) {
    return line.level().compareTo(level) >= 0
        && (source == null || source == line.source())
        && (text == null || line.message().contains(text));
  }
}
