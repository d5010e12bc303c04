package io.visiona.api.models.tickets;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of a file that is asked for (RFC 9110 section 14): one range of bytes, or all. */
sealed interface ByteRange {
  Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** All of it: nothing was asked, or what may be ignored, as several ranges. */
  record Whole() implements ByteRange {}

  /** From the first to the last byte, both included. */
  record Part(long first, long last) implements ByteRange {
    long length() {
      return last - first + 1;
    }

    String header(long size) {
      return "bytes " + first + "-" + last + "/" + size;
    }
  }

  /** Behind the end. */
  record Unsatisfiable() implements ByteRange {}

  /** Reads {@code Range}, of a file of that size. */
  static ByteRange of(@Nullable String header, long size) {
    Matcher matcher = ONE.matcher(header == null ? "" : header.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return new Whole();
    }
    if (matcher.group(1).isEmpty()) {
      long count = Long.parseLong(matcher.group(2));
      return count == 0 || size == 0
          ? new Unsatisfiable()
          : new Part(Math.max(0, size - count), size - 1);
    }
    long first = Long.parseLong(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
    if (first >= size) {
      return new Unsatisfiable();
    }
    return last < first ? new Whole() : new Part(first, Math.min(last, size - 1));
  }
}
