package io.visiona.agent.api;

import io.visiona.agent.driver.DeviceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the row for a request. Immutable. */
public final class AgentRouteTable {
  private static final String PREFIX = "/api/";
  private static final String INDEX = "[0-9]{1,3}";

  private final List<AgentRoute> routes;

  public AgentRouteTable(List<AgentRoute> routes) {
    this.routes = List.copyOf(routes);
  }

  public List<AgentRoute> routes() {
    return routes;
  }

  /** What came of looking for a path. */
  public sealed interface Found {
    /** This row, with what stands for its parameters. */
    record Row(AgentRoute route, Map<String, String> parameters) implements Found {}

    /** The path is there, but not for this method. */
    record OtherMethods(String allow) implements Found {}

    /** There is no such path. */
    record Nothing() implements Found {}
  }

  /**
   * Looks for a row.
   *
   * @param path undecoded; parameters have no characters that need coding
   * @param old whether rows that came later count as missing
   */
  public Found find(String method, String path, boolean old) {
    Set<String> allowed = new TreeSet<>();
    for (AgentRoute route : routes) {
      if (old && route.late()) {
        continue;
      }
      Map<String, String> parameters = match(route, path);
      if (parameters == null) {
        continue;
      }
      if (route.method().equals(method) || (method.equals("HEAD") && route.answersHead())) {
        return new Found.Row(route, parameters);
      }
      allowed.add(route.method());
      if (route.answersHead()) {
        allowed.add("HEAD");
      }
    }
    return allowed.isEmpty()
        ? new Found.Nothing()
        : new Found.OtherMethods(String.join(", ", allowed));
  }

  private static @Nullable Map<String, String> match(AgentRoute route, String path) {
    if (!path.startsWith(PREFIX)) {
      return null;
    }
    List<String> wanted = List.of(route.template().split("/", -1));
    List<String> given = List.of(path.substring(PREFIX.length()).split("/", -1));
    if (wanted.size() != given.size()) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      String segment = wanted.get(i);
      String value = given.get(i);
      if (!segment.startsWith("{")) {
        if (!segment.equals(value)) {
          return null;
        }
      } else if (segment.equals("{index}") ? value.matches(INDEX) : DeviceId.matches(value)) {
        parameters.put(segment.substring(1, segment.length() - 1), value);
      } else {
        return null;
      }
    }
    return parameters;
  }

  /** The templates, for documentation and tests. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    routes.forEach(route -> lines.add(route.method() + " " + route.template()));
    return lines;
  }
}
