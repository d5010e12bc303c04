package io.visiona.api.forward;

import io.visiona.shared.exchange.HttpExchange;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body a caller sends. A small one of known length is read before anything else and travels with the head; any other is sent
 * by a thread of its own while the response is awaited.
 */
public final class CallerBody {
  private static final int SMALL = 16 * 1024;

  private final long length;
  private final boolean chunked;

  private CallerBody(long length, boolean chunked) {
    this.length = length;
    this.chunked = chunked;
  }

  /** As the request's framing says; reads nothing. */
  public static CallerBody of(HttpServletRequest request) {
    boolean chunked = request.getHeader("Transfer-Encoding") != null;
    return new CallerBody(chunked ? -1 : request.getContentLengthLong(), chunked);
  }

  /** Whether nothing frames a body. */
  public boolean isNone() {
    return !chunked && length < 0;
  }

  /** Nothing to be sent, though the length may say so. */
  public boolean isEmpty() {
    return !chunked && length <= 0;
  }

  /** Whether it is read at once. */
  public boolean isSmall() {
    return !chunked && length <= SMALL;
  }

  /** In bytes, -1 when it comes in chunks. */
  public long length() {
    return length;
  }

  /** All of a small body. */
  public byte[] read(HttpServletRequest request) throws IOException {
    if (isEmpty()) {
      return new byte[0];
    }
    byte[] body = request.getInputStream().readNBytes((int) length);
    if (body.length < length) {
      throw new EOFException("the caller's body ended early");
    }
    return body;
  }

  /** Sends the body as it comes; fails when the caller does not send all of it, so that a part never passes for the whole. */
  void send(HttpServletRequest request, HttpExchange exchange) throws IOException {
    exchange.send(open(request), chunked);
  }

  /** The body as it comes; reading fails when the caller does not send all of it. */
  public InputStream open(HttpServletRequest request) throws IOException {
    return chunked ? request.getInputStream() : new Exact(request.getInputStream(), length);
  }

  private static final class Exact extends FilterInputStream {
    private long left;

    Exact(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      if (left == 0) {
        return -1;
      }
      int got = in.read(target, offset, (int) Math.min(count, left));
      if (got < 0) {
        throw new EOFException("the caller's body ended early");
      }
      left -= got;
      return got;
    }
  }
}
