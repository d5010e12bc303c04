package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A body that has to arrive within some time, or {@link ApiException} {@code request_timeout} comes
 * out of its reads. Each read is bounded by the server's own time-out, so looking at the clock
 * before each is enough. Used by one thread.
 */
public final class TimedInput extends InputStream {
  private final InputStream in;
  private final LongSupplier nanos;
  private long deadline;

  /** Counts from now, by a clock such as {@link System#nanoTime}. */
  public TimedInput(InputStream in, Duration limit, LongSupplier nanos) {
    this.in = in;
    this.nanos = nanos;
    this.deadline = nanos.getAsLong() + limit.toNanos();
  }

  /** Gives the rest of the body some time of its own, from now. */
  public void extend(Duration limit) {
    deadline = nanos.getAsLong() + limit.toNanos();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (nanos.getAsLong() - deadline > 0) {
      throw new ApiException(ErrorCode.REQUEST_TIMEOUT);
    }
    return in.read(target, offset, count);
  }
}
