package io.visiona.api.forward;

import io.visiona.shared.exchange.RequestHead;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request is to go, read from its path and query as the caller wrote them: nothing is decoded or normalised, so that the
 * agent sees the same bytes.
 *
 * @param agent the agent
 * @param route the row of the table
 * @param target path and query for the agent
 */
record ForwardTarget(UUID agent, Route route, String target) {
  static final String PREFIX = "/api/agents/";

  private static final Pattern AGENT =
      Pattern.compile("([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(/.*)", Pattern.DOTALL);

  /** Encoded control characters, or a percent sign that encodes nothing. */
  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?:[01][0-9a-fA-F]|7[fF]|(?![0-9a-fA-F]{2}))");

  /** The target of a request, null when it is not one to be forwarded. */
  static @Nullable ForwardTarget of(String method, String rawPath, @Nullable String rawQuery) {
    if (!rawPath.startsWith(PREFIX)) {
      return null;
    }
    Matcher matcher = AGENT.matcher(rawPath.substring(PREFIX.length()));
    if (!matcher.matches()) {
      return null;
    }
    for (Route route : Routes.TABLE) {
      String path = route.match(method, matcher.group(2));
      if (path != null) {
        String target = rawQuery == null ? path : path + "?" + rawQuery;
        return new ForwardTarget(UUID.fromString(matcher.group(1)), route, target);
      }
    }
    return null;
  }

  /** Whether the target can be sent as it is, and means the same to everybody. */
  static boolean isForwardable(String rawPath, ForwardTarget target) {
    return !isAmbiguous(rawPath) && RequestHead.isTarget(target.target());
  }

  /** Whether servers could take the path for another one: dot segments in any spelling, backslashes, control characters. */
  static boolean isAmbiguous(String rawPath) {
    if (BAD_ESCAPE.matcher(rawPath).find()) {
      return true;
    }
    for (int i = 0; i < rawPath.length(); i++) {
      char c = rawPath.charAt(i);
      if (c <= ' ' || c > '~' || c == '\\' || c == '#') {
        return true;
      }
    }
    String plain = rawPath.toLowerCase(Locale.ROOT).replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
    for (String segment : plain.split("/", -1)) {
      int parameters = segment.indexOf(';');
      String name = parameters < 0 ? segment : segment.substring(0, parameters);
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }

  /** The path under which the agent's site is seen from outside. */
  String prefix() {
    return PREFIX + agent + "/proxy";
  }
}
