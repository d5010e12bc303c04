package io.visiona.agent.tunnel;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.jspecify.annotations.Nullable;

/**
 * The head of the answer to an upgrade request.
 *
 * @param status HTTP status
 * @param accepted 101, and to the protocol that was asked for
 * @param retryAfter the header of that name
 * @param early what came along with the head and does not belong to it
 */
record UpgradeAnswer(
    int status, boolean accepted, @Nullable String retryAfter, ByteBuffer early) {
  private static final int BUFFER_BYTES = 4096;
  private static final int LINE_BYTES = 8192;

  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxLineLength(LINE_BYTES).setMaxHeaderCount(100).build();

  /**
   * Reads a head of at most 100 lines of 8 KiB.
   *
   * @param limit how long the whole head may take, checked whenever something arrives
   * @throws IOException also when what comes is not HTTP
   */
  static UpgradeAnswer read(InputStream in, Duration limit) throws IOException {
    SessionInputBufferImpl buffer = new SessionInputBufferImpl(BUFFER_BYTES, LINE_BYTES);
    try {
      ClassicHttpResponse head =
          new DefaultHttpResponseParser(LIMITS).parse(buffer, new Hurried(in, limit));
      if (head == null) {
        throw new IOException("the server closed the connection without an answer");
      }
      boolean accepted = head.getCode() == 101 && "yamux".equalsIgnoreCase(value(head, "Upgrade"));
      return new UpgradeAnswer(
          head.getCode(), accepted, value(head, "Retry-After"), early(buffer, in));
    } catch (HttpException e) {
      throw new IOException("the server's answer is not HTTP", e);
    }
  }

  private static @Nullable String value(ClassicHttpResponse head, String name) {
    Header header = head.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  private static ByteBuffer early(SessionInputBufferImpl buffer, InputStream in) throws IOException {
    byte[] early = new byte[buffer.length()];
    int count = early.length == 0 ? 0 : buffer.read(early, in);
    return ByteBuffer.wrap(early, 0, count);
  }

  /** Fails when it is still read from after its time; a drip of bytes must not last for ever. */
  private static final class Hurried extends FilterInputStream {
    private final long deadline;

    Hurried(InputStream in, Duration limit) {
      super(in);
      this.deadline = System.nanoTime() + limit.toNanos();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (System.nanoTime() - deadline > 0) {
        throw new SocketTimeoutException("no whole answer in time");
      }
      return super.read(target, offset, length);
    }
  }
}
