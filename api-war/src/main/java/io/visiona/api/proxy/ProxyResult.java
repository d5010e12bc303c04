package io.visiona.api.proxy;

import io.visiona.shared.exchange.Field;
import java.util.List;

/** How far a request has come; all but {@link Waiting} are ends. */
public sealed interface ProxyResult {

  /** The upstream's response was passed on whole. */
  record Complete() implements ProxyResult {}

  /** The policy answered the request itself. */
  record Replied(LocalReply reply) implements ProxyResult {}

  /** Nothing of a response was written: the policy's error is the answer. */
  record Failed(ProxyFailure failure) implements ProxyResult {}

  /**
   * A response has begun and cannot be finished: the client's connection is closed, so that a part
   * never passes for the whole.
   */
  record Cut(ProxyFailure failure, boolean lengthKnown) implements ProxyResult {}

  /**
   * The upstream switched protocols: the connection is handed over.
   *
   * @param fields of its 101 that pass, beside those of the connection
   */
  record Switched(UpstreamExchange exchange, List<Field> fields) implements ProxyResult {
    public Switched {
      fields = List.copyOf(fields);
    }
  }

  /** There is nobody to answer. */
  record ClientGone() implements ProxyResult {}

  /** What is left of the way may wait, and the container's thread must not. */
  record Waiting(Step rest) implements ProxyResult {}

  /** A part of the way. */
  @FunctionalInterface
  interface Step {
    ProxyResult take() throws Exception;
  }
}
