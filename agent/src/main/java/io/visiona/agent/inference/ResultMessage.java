package io.visiona.agent.inference;

import jakarta.json.JsonObject;

/** What somebody who follows a session is told. */
public sealed interface ResultMessage {
  /** The session as it is now. */
  record State(JsonObject session) implements ResultMessage {}

  /** A new result. */
  record Seen(Result result) implements ResultMessage {}

  /** Figures of the last second. */
  record Summary(JsonObject summary) implements ResultMessage {}

  /** Nothing more will come. */
  record End(String reason) implements ResultMessage {}
}
