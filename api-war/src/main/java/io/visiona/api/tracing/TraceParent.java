package io.visiona.api.tracing;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code traceparent} of a request (W3C Trace Context section 3.2): the caller's if well formed, else a new, unsampled one. */
public final class TraceParent {
  private static final Pattern WELL_FORMED =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceParent() {}

  static boolean isWellFormed(String given) {
    return WELL_FORMED.matcher(given).matches();
  }

  /** The given one when well formed. */
  public static String of(@Nullable String given) {
    if (given != null && isWellFormed(given)) {
      return given;
    }
    HexFormat hex = HexFormat.of();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "00-" + hex.toHexDigits(random.nextLong(1, Long.MAX_VALUE)) + hex.toHexDigits(random.nextLong())
        + "-" + hex.toHexDigits(random.nextLong(1, Long.MAX_VALUE)) + "-00";
  }
}
