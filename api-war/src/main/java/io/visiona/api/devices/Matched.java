package io.visiona.api.devices;

import io.visiona.api.devices.DeviceRoute.Kind;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the table says of a request. */
sealed interface Matched {

  /**
   * A row takes it.
   *
   * @param path what the agent is asked for, without the query
   */
  record Row(UUID agent, DeviceRoute route, String path) implements Matched {}

  /** Rows have its path, but with other methods: these. */
  record OtherMethods(UUID agent, String allow) implements Matched {}

  /** It is not forwarded. */
  record Nothing() implements Matched {}

  /** An id as it is written everywhere; what else would be an id to Java is none here. */
  Pattern AGENT =
      Pattern.compile(
          "/(?:api|ws)/agents/"
              + "([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(/.*)",
          Pattern.DOTALL);

  /** Looks a request up, by its path as it was sent. */
  static Matched of(String method, String rawPath) {
    Matcher matcher = AGENT.matcher(rawPath);
    if (!matcher.matches()) {
      return new Nothing();
    }
    UUID agent = UUID.fromString(matcher.group(1));
    boolean socket = rawPath.startsWith("/ws/");
    Set<String> allowed = new TreeSet<>();
    for (DeviceRoute route : Routes.TABLE) {
      String path =
          socket == (route.kind() == Kind.WEBSOCKET) ? route.match(matcher.group(2)) : null;
      if (path != null) {
        if (takes(route, method)) {
          return new Row(agent, route, path);
        }
        allow(route, allowed);
      }
    }
    return allowed.isEmpty() ? new Nothing() : new OtherMethods(agent, String.join(", ", allowed));
  }

  private static boolean takes(DeviceRoute route, String method) {
    return route.method().equals("*")
        || route.method().equals(method)
        || (method.equals("HEAD") && hasHead(route));
  }

  private static void allow(DeviceRoute route, Set<String> allowed) {
    allowed.add(route.method());
    if (hasHead(route)) {
      allowed.add("HEAD");
    }
  }

  private static boolean hasHead(DeviceRoute route) {
    return route.method().equals("GET") && route.kind().answersHead();
  }
}
