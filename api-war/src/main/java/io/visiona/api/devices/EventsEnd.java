package io.visiona.api.devices;

import io.visiona.api.platform.streams.StreamEnd;
import java.nio.charset.StandardCharsets;

/**
 * Watches server-sent events go by, to know whether another may be put behind them: only where the
 * last one is complete, which is a blank line. One thread.
 */
final class EventsEnd {
  /**
   * Line breaks at the end of what has passed, a CRLF being one; a stream begins with any number.
   */
  private int breaks = 2;

  private boolean afterReturn;

  /** Some bytes passed; the last four tell. */
  void passed(byte[] block, int offset, int count) {
    for (int i = Math.max(0, count - 4); i < count; i++) {
      next(block[offset + i]);
    }
  }

  private void next(byte b) {
    if (b == '\n') {
      breaks += afterReturn ? 0 : 1;
    } else if (b == '\r') {
      breaks++;
    } else {
      breaks = 0;
    }
    afterReturn = b == '\r';
  }

  /** Whether nothing of an event is waiting for its end. */
  boolean isBetweenEvents() {
    return breaks >= 2;
  }

  /** The last event of a stream whose session is over. */
  static byte[] sessionEnded(StreamEnd why) {
    return ("event: session_ended\ndata: {\"reason\":\"" + why.reason() + "\"}\n\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
