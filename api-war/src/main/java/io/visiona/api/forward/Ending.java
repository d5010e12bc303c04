package io.visiona.api.forward;

import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.exchange.HttpExchange;
import io.visiona.shared.exchange.ResponseHead;

/** What is left to do for the caller when the work is done. */
sealed interface Ending {

  /** The response is complete. */
  record Complete() implements Ending {}

  /** Nothing of a response has been written: answer with an error. */
  record Failed(ErrorCode code) implements Ending {}

  /** A response has begun and cannot be finished: close the caller's connection, so that a part never passes for the whole. */
  record Cut(boolean lengthKnown) implements Ending {}

  /** The agent switched protocols: hand over the connection. */
  record Switched(HttpExchange exchange, ResponseHead head) implements Ending {}
}
