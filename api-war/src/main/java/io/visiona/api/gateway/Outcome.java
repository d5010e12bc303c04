package io.visiona.api.gateway;

import io.visiona.api.gateway.service.ServiceExchange;
import io.visiona.shared.exchange.ResponseHead;

/** What is left to do for the caller when the steps are done. */
sealed interface Outcome extends Progress {

  /** The service's response is complete. */
  record Answered() implements Outcome {}

  /** A preflight, answered. */
  record Preflight() implements Outcome {}

  /** Nothing of a response has been written: answer with an error. */
  record Refused(Refusal refusal) implements Outcome {}

  /** A response has begun and cannot be finished: close the caller's connection, so that a part never passes for the whole. */
  record Cut(boolean lengthKnown) implements Outcome {}

  /** The service switched protocols: hand over the connection. */
  record Switched(ServiceExchange exchange, ResponseHead head) implements Outcome {}

  /** There is nobody to answer. */
  record CallerGone() implements Outcome {}
}
