package io.visiona.api.proxy;

import io.visiona.shared.exchange.Field;
import java.util.List;

/**
 * How an upstream's response goes out.
 *
 * @param fields those that pass, rewritten where need be; a length is not among them, because it
 *     follows from the body
 * @param body what becomes of the body
 */
public record ResponsePlan(List<Field> fields, Body body) {
  public ResponsePlan {
    fields = List.copyOf(fields);
  }

  /** What becomes of a body. */
  public sealed interface Body {

    /** Passes byte for byte. */
    record Verbatim() implements Body {}

    /** Passes; compressed when the client takes that and it helps. */
    record Compressible() implements Body {}

    /**
     * Passes with those fields of its parts only that the table passes. One whose type has no
     * boundary is {@link ProxyFailure#BAD_RESPONSE}.
     */
    record Parts(HeaderTable fields) implements Body {}

    /**
     * Is read whole and replaced. A longer one is {@link ProxyFailure#BAD_RESPONSE}.
     *
     * @param most bytes
     */
    record Rewritten(int most, Rewriter rewriter) implements Body {}
  }

  /** Makes another body of a body. */
  @FunctionalInterface
  public interface Rewriter {
    byte[] rewrite(byte[] body) throws UpstreamException;
  }
}
