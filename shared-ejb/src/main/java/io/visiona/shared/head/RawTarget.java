package io.visiona.shared.head;

import jakarta.servlet.ServletRequest;
import java.util.Optional;

/**
 * The target of a request as it came over the wire (RFC 9112 section 3.2), which the servlet API
 * shows only in part: a query of nothing is no query there, and what looks like a session id is cut
 * off.
 */
public final class RawTarget {
  static final String ATTRIBUTE = "io.visiona.shared.head.RawTarget";

  private static final String SCHEME_END = "://";

  private RawTarget() {}

  /**
   * Path and query in origin form, each byte one character (ISO 8859-1); of an absolute target what
   * follows the authority. Throws {@link IllegalStateException} when {@link HeadFilter} has not
   * seen the request.
   */
  public static String of(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String target) {
      return originForm(target);
    }
    throw new IllegalStateException("HeadFilter must be the first filter");
  }

  /**
   * What an absolute target names as its host and port (RFC 9112 section 3.2.2), which stands
   * before {@code Host}; empty for other targets.
   */
  public static Optional<String> authority(ServletRequest request) {
    if (!(request.getAttribute(ATTRIBUTE) instanceof String target)) {
      throw new IllegalStateException("HeadFilter must be the first filter");
    }
    int scheme = target.startsWith("/") ? -1 : target.indexOf(SCHEME_END);
    if (scheme < 0) {
      return Optional.empty();
    }
    int start = scheme + SCHEME_END.length();
    int end = start;
    while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return Optional.of(target.substring(start, end));
  }

  static String originForm(String target) {
    int scheme = target.startsWith("/") ? -1 : target.indexOf(SCHEME_END);
    if (scheme < 0) {
      return target;
    }
    for (int i = scheme + SCHEME_END.length(); i < target.length(); i++) {
      char c = target.charAt(i);
      if (c == '/') {
        return target.substring(i);
      }
      if (c == '?') {
        return "/" + target.substring(i);
      }
    }
    return "/";
  }
}
