package io.visiona.api.agents.relay;

import jakarta.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The internal API of one relay, bounded in time and number. Absence is an answer; whatever else
 * goes wrong is a {@code RuntimeException}. Thread-safe; callers block.
 */
public interface RelayClient {

  /** Live sessions: all for null, else those of ids that are separated by commas. */
  JsonObject sessions(@Nullable String ids);

  /** The live sessions of some owners. */
  JsonObject presence(JsonObject owners);

  /** What the relay says of itself, null where it is too old for that. */
  @Nullable JsonObject relay();

  /** One live session, null when absent. */
  @Nullable JsonObject session(String id);

  /**
   * Closes one session; absent is a no-op.
   *
   * @param generation the newest that is meant, null for any
   * @param version of the credentials that are still accepted, null for none
   */
  void close(String id, @Nullable Long generation, @Nullable Integer version);
}
