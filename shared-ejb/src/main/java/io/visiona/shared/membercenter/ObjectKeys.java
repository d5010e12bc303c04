package io.visiona.shared.membercenter;

import java.nio.charset.StandardCharsets;

/**
 * What may be the key of an object on the file server. A key is also a path, and whoever reads a
 * path removes {@code .} and {@code ..} and joins slashes: a key with any of these would name
 * another object than the token it came with.
 */
public final class ObjectKeys {
  /** Longest key, in bytes of UTF-8. */
  public static final int LONGEST = 1024;

  private ObjectKeys() {}

  /**
   * Whether the key is 1 to {@link #LONGEST} bytes of well-formed text in segments that are neither
   * empty nor dots.
   */
  public static boolean isUsable(String key) {
    if (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      return false;
    }
    boolean text =
        key.codePoints()
            .noneMatch(point ->
                Character.isISOControl(point)
                    || point == '\\'
                    || Character.getType(point) == Character.SURROGATE);
    if (!text) {
      return false;
    }
    for (String segment : key.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
