package io.visiona.api.forward;

import io.visiona.shared.exchange.Framing;
import io.visiona.shared.exchange.HttpExchange;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Copies a response to the caller. Bytes go out as soon as the agent has nothing more at hand, so that a first byte is never held
 * back, and together when there are many. Faults of the agent and of the caller leave as different exceptions.
 */
final class CallerResponse {
  private static final int SMALL = 8 * 1024;
  private static final int LARGE = 64 * 1024;

  private final HttpServletResponse response;
  private boolean flushed;
  private boolean begun;

  CallerResponse(HttpServletResponse response) {
    this.response = response;
  }

  /** The caller's connection failed. */
  static final class CallerGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    CallerGoneException(IOException cause) {
      super("the caller is gone", cause);
    }
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
    OutputStream out = output();
    if (!exchange.hasMore()) {
      flush(out);
    }
    byte[] block = new byte[(int) Math.min(SMALL, left)];
    int count = exchange.read(block, 0, block.length);
    while (count >= 0) {
      left -= count;
      write(out, block, count, left > 0 && !exchange.hasMore());
      if (left == 0) {
        return;
      }
      if (count == block.length && count < LARGE) {
        block = new byte[(int) Math.min(LARGE, left)];
      }
      count = exchange.read(block, 0, block.length);
    }
  }

  private OutputStream output() throws CallerGoneException {
    try {
      return response.getOutputStream();
    } catch (IOException e) {
      throw new CallerGoneException(e);
    }
  }

  private void write(OutputStream out, byte[] block, int count, boolean flush) throws CallerGoneException {
    try {
      out.write(block, 0, count);
      if (flush) {
        flush(out);
      }
    } catch (CallerGoneException e) {
      throw e;
    } catch (IOException e) {
      throw new CallerGoneException(e);
    }
  }

  /** Liberty swallows the first flush of a response, hoping for a length; the second one sends. */
  private void flush(OutputStream out) throws CallerGoneException {
    try {
      out.flush();
      if (!flushed) {
        out.flush();
        flushed = true;
      }
    } catch (IOException e) {
      throw new CallerGoneException(e);
    }
  }

  /** Whether anything of a response was written or set. */
  boolean hasBegun() {
    return begun;
  }

  /** Makes sure that the head is out: until then Liberty would replace a length that turns out wrong. */
  void commit() throws CallerGoneException {
    flush(output());
  }
}
