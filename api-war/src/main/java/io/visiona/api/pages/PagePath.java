package io.visiona.api.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where on a page's host a browser is to go once it has got in. */
final class PagePath {
  /** Whatever is below belongs to this server, not to the agent. */
  static final String OURS = "/.visiona";

  private static final String HOME = "/";
  private static final int LONGEST = 2000;

  private PagePath() {}

  /**
   * The path and query themselves when they lead to the agent's site, else its beginning. Whoever
   * appends the result to an origin stays there, whatever it is.
   */
  static String sanitise(@Nullable String asked) {
    if (asked == null || asked.length() > LONGEST || !asked.startsWith("/") || isOurs(asked)) {
      return HOME;
    }
    for (int i = 0; i < asked.length(); i++) {
      char c = asked.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#') {
        return HOME;
      }
    }
    return asked;
  }

  /** Whether a target, as sent, is this server's. */
  static boolean isOurs(String target) {
    String path = target.split("\\?", 2)[0];
    return path.equals(OURS) || path.startsWith(OURS + "/");
  }

  /** As the value of a parameter. */
  static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8);
  }
}
