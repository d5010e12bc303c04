package io.visiona.agent.logs;

import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.time.Instant;

/**
 * One line of the log.
 *
 * @param seq grows by one
 * @param at when
 * @param level how much it matters
 * @param source whose it is
 * @param message at most 4 KiB, without secrets
 * @param fields plain values that belong to it
 */
public record LogLine(
    long seq, Instant at, LogLevel level, LogSource source, String message, JsonObject fields) {
  /** As it goes through the tunnel. */
  public JsonObject json() {
    return JsonFields.fields()
        .put("seq", seq)
        .put("at", at)
        .put("level", level.text())
        .put("source", source.text())
        .put("message", message)
        .put("fields", fields)
        .object();
  }
}
