package io.visiona.api.platform.tracing;

import io.visiona.shared.exchange.Field;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} of a request (W3C Trace Context section 3.2): the caller's if well
 * formed, else a new, unsampled one.
 */
public final class TraceParent {
  private static final String NAME = "traceparent";
  private static final String STATE = "tracestate";
  private static final Pattern WELL_FORMED =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceParent() {}

  /** The caller's; null when it has none, several, or one that is not well formed. */
  static @Nullable String given(HttpServletRequest request) {
    Enumeration<String> values = request.getHeaders(NAME);
    String first = values.hasMoreElements() ? values.nextElement() : null;
    return first == null || values.hasMoreElements() || !WELL_FORMED.matcher(first).matches()
        ? null
        : first;
  }

  /**
   * Adds the field to those for the next server. The caller's {@code tracestate} goes with its
   * {@code traceparent} only: it belongs to no trace that begins here (W3C Trace Context section
   * 4).
   *
   * @param own of the span that the next server's belongs to; null for what the caller said
   */
  public static void add(List<Field> fields, HttpServletRequest request, @Nullable String own) {
    String given = given(request);
    if (given == null) {
      fields.removeIf(field -> field.name().equalsIgnoreCase(STATE));
    }
    fields.add(new Field(NAME, own != null ? own : given != null ? given : anew()));
  }

  private static String anew() {
    HexFormat hex = HexFormat.of();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "00-"
        + hex.toHexDigits(random.nextLong(1, Long.MAX_VALUE))
        + hex.toHexDigits(random.nextLong())
        + "-"
        + hex.toHexDigits(random.nextLong(1, Long.MAX_VALUE))
        + "-00";
  }
}
