package io.visiona.shared.error;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code X-Request-Id} of a request: the caller's when it is well formed, else a new one. */
public final class RequestId {
  /** The header's name. */
  public static final String HEADER = "X-Request-Id";

  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private RequestId() {}

  /**
   * The given id if it has 1 to 64 letters, digits, {@code _ . -}; else {@code req_} and 96 random
   * bits.
   */
  public static String acceptOrCreate(@Nullable String given) {
    if (given != null && WELL_FORMED.matcher(given).matches()) {
      return given;
    }
    // It has to be unlikely twice, not hard to guess: knowing one gives nobody anything.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextInt());
  }
}
