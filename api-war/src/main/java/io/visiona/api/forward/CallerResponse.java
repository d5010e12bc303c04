package io.visiona.api.forward;

import io.visiona.shared.exchange.Framing;
import io.visiona.shared.exchange.HttpExchange;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Copies a response to the caller. Bytes go out as soon as the agent has nothing more at hand, so that a first byte is never held
 * back, and together when there are many. Faults of the agent and of the caller leave as different exceptions.
 */
final class CallerResponse {
  private static final int SMALL = 8 * 1024;
  private static final int LARGE = 64 * 1024;

  private final HttpServletResponse response;
  private final CallerOutput out;
  private boolean begun;

  CallerResponse(HttpServletResponse response) {
    this.response = response;
    this.out = new CallerOutput(response);
  }

  /** Writes head and body; returns when the body is complete, with the end of it not yet flushed. */
  void copy(HttpExchange exchange, ResponseHead head, ForwardTarget target) throws IOException {
    begun = true;
    ResponseFields.write(head, exchange.framing(), target, response);
    long left =
        switch (exchange.framing()) {
          case Framing.Empty _ -> 0;
          case Framing.Sized sized -> sized.length();
          case Framing.Chunked _, Framing.UntilEnd _, Framing.Switched _ -> Long.MAX_VALUE;
        };
    if (left == 0) {
      return;
    }
    if (!exchange.hasMore()) {
      out.flush();
    }
    byte[] block = new byte[(int) Math.min(SMALL, left)];
    int count = exchange.read(block, 0, block.length);
    while (count >= 0) {
      left -= count;
      out.write(block, 0, count);
      if (left > 0 && !exchange.hasMore()) {
        out.flush();
      }
      if (left == 0) {
        return;
      }
      if (count == block.length && count < LARGE) {
        block = new byte[(int) Math.min(LARGE, left)];
      }
      count = exchange.read(block, 0, block.length);
    }
  }

  /** Whether anything of a response was written or set. */
  boolean hasBegun() {
    return begun;
  }

  /** Makes sure that the head is out: until then Liberty would replace a length that turns out wrong. */
  void commit() throws CallerGoneException {
    out.flush();
  }

  /** The response is whole. */
  void finish() throws CallerGoneException {
    out.finish();
  }
}
