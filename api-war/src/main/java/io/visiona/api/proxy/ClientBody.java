package io.visiona.api.proxy;

import io.visiona.shared.container.BodyPieces;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body a client sends. A small one whose bytes came with the head, or within {@value
 * #PATIENCE_MILLIS} ms, travels with the head; any other is sent by a thread of its own while the
 * response is awaited. Faults of the client leave as {@link ClientBodyException}.
 */
public final class ClientBody implements RequestBody {
  private static final int SMALL = 16 * 1024;
  private static final int FIRST = 8 * 1024;
  private static final long PATIENCE_MILLIS = 20;

  private final HttpServletRequest request;
  private final boolean chunked;
  private final long length;
  private byte @Nullable [] all;
  private @Nullable CompletableFuture<byte[]> first;
  private boolean begun;

  /** As the request's framing says; reads nothing. */
  ClientBody(HttpServletRequest request) {
    this.request = request;
    this.chunked = request.getHeader("Transfer-Encoding") != null;
    this.length = chunked ? -1 : request.getContentLengthLong();
  }

  @Override
  public boolean isNone() {
    return !chunked && length < 0;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public boolean isWhole() {
    return !begun || all != null;
  }

  @Override
  public byte @Nullable [] atHand(Executor threads) throws IOException, InterruptedException {
    if (all != null || chunked || length > SMALL) {
      return all;
    }
    if (isEmpty()) {
      all = new byte[0];
      return all;
    }
    InputStream in = open();
    if (in.available() >= length) {
      all = in.readNBytes((int) length);
      return all;
    }
    BodyPieces.begin(request);
    CompletableFuture<byte[]> reading = CompletableFuture.supplyAsync(() -> readFirst(in), threads);
    first = reading;
    try {
      byte[] got = reading.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      all = got.length == length ? got : null;
    } catch (TimeoutException slow) {
      // What it reads goes out first when the rest is sent.
    } catch (ExecutionException failed) {
      throw faultOf(failed);
    }
    return all;
  }

  /** Done when no thread of this body's own reads any more. */
  CompletableFuture<Void> settled() {
    CompletableFuture<byte[]> reading = first;
    return reading == null
        ? CompletableFuture.completedFuture(null)
        : reading.handle((_, _) -> null);
  }

  private static byte[] readFirst(InputStream in) {
    byte[] block = new byte[SMALL];
    try {
      int count = Math.max(0, in.read(block, 0, block.length));
      while (count > 0 && count < FIRST && in.available() > 0) {
        int more = in.read(block, count, block.length - count);
        if (more < 0) {
          break;
        }
        count += more;
      }
      return Arrays.copyOf(block, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IOException faultOf(Exception failed) {
    IOException fault =
        failed.getCause() instanceof UncheckedIOException wrapped ? wrapped.getCause() : null;
    if (fault != null) {
      return new ClientBodyException(fault);
    }
    throw new IllegalStateException("reading fails with I/O only", failed);
  }

  @Override
  public InputStream open() throws IOException {
    begun = true;
    byte[] whole = all;
    if (whole != null) {
      return new ByteArrayInputStream(whole);
    }
    CompletableFuture<byte[]> reading = first;
    if (reading == null) {
      return rest(length);
    }
    try {
      byte[] got = reading.join();
      return new SequenceInputStream(new ByteArrayInputStream(got), rest(length - got.length));
    } catch (CompletionException failed) {
      throw faultOf(failed);
    }
  }

  private InputStream rest(long left) throws IOException {
    BodyPieces.begin(request);
    try {
      return new Told(request.getInputStream(), chunked ? Long.MAX_VALUE : left, !chunked);
    } catch (IOException e) {
      throw new ClientBodyException(e);
    }
  }

  /** Tells the client's faults from others', and an early end from the end. */
  private static final class Told extends FilterInputStream {
    private final boolean exact;
    private long left;

    Told(InputStream in, long length, boolean exact) {
      super(in);
      this.left = length;
      this.exact = exact;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      if (left == 0) {
        return -1;
      }
      int got;
      try {
        got = in.read(target, offset, (int) Math.min(count, left));
      } catch (IOException e) {
        throw new ClientBodyException(e);
      }
      if (got < 0 && exact) {
        throw new ClientBodyException(new EOFException());
      }
      left -= Math.max(0, got);
      return got;
    }

    @Override
    public int available() throws IOException {
      try {
        return in.available();
      } catch (IOException e) {
        throw new ClientBodyException(e);
      }
    }
  }
}
