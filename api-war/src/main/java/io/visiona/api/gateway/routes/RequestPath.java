package io.visiona.api.gateway.routes;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request, read once. What servers could take for different paths is none (RFC 3986
 * section 6, RFC 9110 section 17.1): dot segments, encoded slashes and dots, backslashes,
 * parameters, empty segments, control characters, a percent sign that encodes nothing or hides one
 * of these from a server that decodes twice. What is left has one spelling: letters, digits and
 * {@code - _ ~} are not encoded, all other escapes are in capitals.
 *
 * @param path below {@code /gateway}, beginning with {@code /}
 */
public record RequestPath(String path) {
  /** What the gateway answers to. */
  public static final String PREFIX = "/gateway";

  private static final String ENCODED_TROUBLE = "\u0000./\\;%";

  /** Whether a request's path, as sent, is the gateway's; nothing is decoded for that. */
  public static boolean isOurs(String rawUri) {
    return rawUri.startsWith(PREFIX)
        && (rawUri.length() == PREFIX.length()
            || "/;%\\".indexOf(rawUri.charAt(PREFIX.length())) >= 0);
  }

  /** The path, empty when it is ambiguous. */
  public static Optional<RequestPath> of(String rawUri) {
    if (!rawUri.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String raw = rawUri.substring(PREFIX.length());
    if (raw.isEmpty()) {
      return Optional.of(new RequestPath("/"));
    }
    String normal = raw.charAt(0) == '/' ? normalised(raw) : null;
    return normal == null || hasBadSegment(normal)
        ? Optional.empty()
        : Optional.of(new RequestPath(normal));
  }

  /**
   * The path of a request with encoded slashes, as a route is found by: with the slashes they stand
   * for. Empty when it is ambiguous even so: what it leads to must be the same whether a server
   * decodes them or not, but for where segments end.
   */
  public static Optional<RequestPath> ofEncoded(String rawUri) {
    return of(rawUri.replace("%2F", "/").replace("%2f", "/"));
  }

  private static @Nullable String normalised(String raw) {
    if (isPlain(raw)) {
      return raw;
    }
    StringBuilder normal = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= ' ' || c > '~' || c == '\\' || c == ';' || c == '#' || c == '?') {
        return null;
      }
      if (c != '%') {
        normal.append(c);
        continue;
      }
      int octet = octet(raw, i);
      if (octet < 0 || isTrouble(raw, i, octet)) {
        return null;
      }
      if (isUnreserved(octet)) {
        normal.append((char) octet);
      } else {
        normal.append(raw.substring(i, i + 3).toUpperCase(Locale.ROOT));
      }
      i += 2;
    }
    return normal.toString();
  }

  private static boolean isPlain(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (!isUnreserved(c) && c != '/' && c != '.') {
        return false;
      }
    }
    return true;
  }

  /**
   * Control characters and what separates; a percent sign only where it would encode one of them
   * for whoever decodes twice.
   */
  private static boolean isTrouble(String raw, int at, int octet) {
    if (octet == '%') {
      int second = secondOctet(raw, at + 3);
      return second >= 0
          && (second < ' ' || second == 0x7f || ENCODED_TROUBLE.indexOf(second) >= 0);
    }
    return octet < ' ' || octet == 0x7f || ENCODED_TROUBLE.indexOf(octet) >= 0;
  }

  private static int secondOctet(String raw, int at) {
    return at + 1 < raw.length() ? hex(raw.charAt(at), raw.charAt(at + 1)) : -1;
  }

  private static int octet(String raw, int at) {
    return at + 2 < raw.length() ? hex(raw.charAt(at + 1), raw.charAt(at + 2)) : -1;
  }

  private static int hex(char high, char low) {
    int first = high < 0x80 ? Character.digit(high, 16) : -1;
    int second = low < 0x80 ? Character.digit(low, 16) : -1;
    return first < 0 || second < 0 ? -1 : first * 16 + second;
  }

  /** RFC 3986 section 2.3, without the dot: an encoded one is refused. */
  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '~';
  }

  private static boolean hasBadSegment(String path) {
    int start = 1;
    while (start <= path.length()) {
      int end = path.indexOf('/', start);
      boolean last = end < 0;
      int length = (last ? path.length() : end) - start;
      boolean empty = length == 0 && !last;
      boolean dots =
          length > 0
              && length <= 2
              && path.charAt(start) == '.'
              && path.charAt(start + length - 1) == '.';
      if (empty || dots) {
        return true;
      }
      start += length + 1;
    }
    return false;
  }
}
