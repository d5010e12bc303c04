package io.visiona.shared.exchange;

import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Opens the stream of an exchange. */
@FunctionalInterface
public interface StreamOpener {

  /**
   * A new stream whose first bytes are {@code first}, all of them; waits at most {@code timeout}
   * for room to open it.
   */
  YamuxStream open(ByteBuffer first, Duration timeout) throws IOException, InterruptedException;

  /**
   * For how long, in nanoseconds, the other side has accepted no stream at all. It accepts them in
   * turn, and each acknowledgement waits behind the bodies that are on their way already: one that
   * accepts others has not forgotten this one. By default nothing is known of others.
   */
  default long quietNanos() {
    return Long.MAX_VALUE;
  }
}
