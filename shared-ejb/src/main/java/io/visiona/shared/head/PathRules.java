package io.visiona.shared.head;

import java.util.Locale;

/**
 * Which paths two servers could take for different ones (RFC 3986 section 6.2.2, RFC 9110 section
 * 17.1). The container decodes a path before it looks for whom to give it to, so what is encoded
 * there must not change where it leads; paths that are another server's are for that one to read.
 */
final class PathRules {
  private PathRules() {}

  /**
   * Whether a path must not be served.
   *
   * @param rawPath as sent, without the query
   * @param forwarded whether it is another server's to understand
   */
  static boolean isAmbiguous(String rawPath, boolean forwarded) {
    for (int i = 0; i < rawPath.length(); i++) {
      char c = rawPath.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '\\' || c == '#') {
        return true;
      }
    }
    if (rawPath.indexOf('%') < 0) {
      return hasDotSegment(rawPath);
    }
    String lower = rawPath.toLowerCase(Locale.ROOT);
    boolean encoded =
        lower.contains("%2f")
            || lower.contains("%2e")
            || lower.contains("%5c")
            || lower.contains("%23");
    return (encoded && !forwarded)
        || hasDotSegment(lower.replace("%2e", ".").replace("%2f", "/").replace("%5c", "/"));
  }

  private static boolean hasDotSegment(String path) {
    if (!path.contains("/.")) {
      return false;
    }
    for (String segment : path.split("/", -1)) {
      int parameters = segment.indexOf(';');
      String name = parameters < 0 ? segment : segment.substring(0, parameters);
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
