package io.visiona.api.forward;

import io.visiona.shared.exchange.RequestHead;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where a request is to go. Paths are what the client wrote: nothing is decoded or normalised, so
 * that the agent sees the same bytes.
 *
 * @param agent the agent
 * @param target path and query for the agent
 * @param prefix the path under which the agent's {@code /} is seen from outside
 */
public record ForwardTarget(UUID agent, String target, String prefix) {
  /** Encoded control characters, or a percent sign that encodes nothing. */
  private static final Pattern BAD_ESCAPE =
      Pattern.compile("%(?:[01][0-9a-fA-F]|7[fF]|(?![0-9a-fA-F]{2}))");

  /** Whether the target can be sent as it is, and means the same to everybody. */
  public static boolean isForwardable(String rawPath, String target) {
    return !isAmbiguous(rawPath) && RequestHead.isTarget(target);
  }

  /**
   * Whether servers could take the path for another one: dot segments in any spelling, backslashes,
   * control characters.
   */
  public static boolean isAmbiguous(String rawPath) {
    if (BAD_ESCAPE.matcher(rawPath).find()) {
      return true;
    }
    for (int i = 0; i < rawPath.length(); i++) {
      char c = rawPath.charAt(i);
      // Bytes beyond ASCII are the agent's to understand, as it is shown them.
      if (c <= ' ' || c == 0x7f || c == '\\' || c == '#') {
        return true;
      }
    }
    String plain =
        rawPath
            .toLowerCase(Locale.ROOT)
            .replace("%2e", ".")
            .replace("%2f", "/")
            .replace("%5c", "/");
    for (String segment : plain.split("/", -1)) {
      int parameters = segment.indexOf(';');
      String name = parameters < 0 ? segment : segment.substring(0, parameters);
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Where a path of the agent's site is seen from outside. One that is below the prefix already
   * stays: the agent's server has heard of {@code X-Forwarded-Prefix}.
   */
  String seen(String path) {
    boolean already =
        path.equals(prefix)
            || path.startsWith(prefix + "/")
            || path.startsWith(prefix + "?")
            || path.startsWith(prefix + "#");
    return already ? path : prefix + path;
  }
}
