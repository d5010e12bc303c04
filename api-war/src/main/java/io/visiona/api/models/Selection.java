package io.visiona.api.models;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a file a request is for (RFC 9110 sections 13 and 14). One range at most: of
 * several the whole is given, as of anything that cannot be read, which the standard leaves open.
 */
sealed interface Selection {
  /** All of it. */
  record Whole() implements Selection {}

  /** The caller has it already. */
  record NotModified() implements Selection {}

  /**
   * A part.
   *
   * @param first byte, from 0
   * @param last byte, included
   */
  record Part(long first, long last) implements Selection {
    long length() {
      return last - first + 1;
    }
  }

  /** There is no such part. */
  record Unsatisfiable() implements Selection {}

  /** One range of bytes, with at least one of its ends. */
  Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})", Pattern.CASE_INSENSITIVE);

  /**
   * Of a file.
   *
   * @param size bytes of all
   * @param tag its entity tag, strong
   * @param ifNoneMatch {@code If-None-Match}
   * @param range {@code Range}
   * @param ifRange {@code If-Range}; a date does not match, since files here never change
   */
  static Selection of(
      long size,
      String tag,
      @Nullable String ifNoneMatch,
      @Nullable String range,
      @Nullable String ifRange) {
    if (ifNoneMatch != null && lists(ifNoneMatch, tag)) {
      return new NotModified();
    }
    boolean same = ifRange == null || ifRange.strip().equals(tag);
    return range == null || !same ? new Whole() : part(size, range).orElseGet(Whole::new);
  }

  private static boolean lists(String tags, String tag) {
    return tags.strip().equals("*")
        || Stream.of(tags.split(",", -1))
            .map(String::strip)
            .anyMatch(one -> one.equals(tag) || one.equals("W/" + tag));
  }

  private static Optional<Selection> part(long size, String range) {
    Matcher asked = RANGE.matcher(range.replace(" ", ""));
    if (!asked.matches() || (asked.group(1).isEmpty() && asked.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (asked.group(1).isEmpty()) {
      long length = Math.min(Long.parseLong(asked.group(2)), size);
      return Optional.of(length == 0 ? new Unsatisfiable() : new Part(size - length, size - 1));
    }
    long first = Long.parseLong(asked.group(1));
    long last =
        asked.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(asked.group(2)), size - 1);
    if (!asked.group(2).isEmpty() && Long.parseLong(asked.group(2)) < first) {
      return Optional.empty();
    }
    return Optional.of(first >= size ? new Unsatisfiable() : new Part(first, last));
  }
}
