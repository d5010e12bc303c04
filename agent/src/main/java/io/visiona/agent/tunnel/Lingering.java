package io.visiona.agent.tunnel;

import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Ends a stream whose caller may still be sending. Closing it right away would reset it, and the
 * caller could lose the answer that tells why.
 */
public final class Lingering {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final long MOST_BYTES = 1 << 20;
  private static final int BUFFER_BYTES = 8192;

  private Lingering() {}

  /** Says that nothing more comes, then reads away what still arrives: 1 MiB or 5 s at most. */
  public static void finish(YamuxStream stream) throws IOException {
    stream.closeOutput();
    stream.readTimeout(LIMIT);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    long left = MOST_BYTES;
    byte[] scrap = new byte[BUFFER_BYTES];
    InputStream in = stream.input();
    int count = in.read(scrap);
    while (count >= 0 && left > 0 && System.nanoTime() - deadline < 0) {
      left -= count;
      count = in.read(scrap);
    }
  }
}
