package io.visiona.agent.http;

import java.time.Duration;
import org.apache.hc.core5.http.config.Http1Config;

/** Bounds of the built-in server: what comes through a tunnel is other people's input. */
final class HttpLimits {
  /** Longest line of a head. */
  private static final int LINE_BYTES = 8192;

  /** Lines of a head; what a browser sends has some twenty. */
  private static final int HEADERS = 100;

  /** Buffer of each direction of a stream; larger writes pass it by. */
  static final int BUFFER_BYTES = 4096;

  /** Bytes of an unread request body that are worth reading to keep the connection. */
  static final long DISCARD_BYTES = 256 * 1024;

  static final Duration IDLE = Duration.ofMinutes(5);

  static final Http1Config HTTP =
      Http1Config.custom()
          .setBufferSize(BUFFER_BYTES)
          .setMaxLineLength(LINE_BYTES)
          .setMaxHeaderCount(HEADERS)
          .build();

  private HttpLimits() {}

  static int lineBytes() {
    return LINE_BYTES;
  }
}
