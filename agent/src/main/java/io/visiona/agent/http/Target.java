package io.visiona.agent.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.hc.core5.http.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request.
 *
 * @param path as sent, undecoded
 * @param query decoded parameters; of several with one name the first
 */
public record Target(String path, Map<String, String> query) {
  public Target {
    query = Map.copyOf(query);
  }

  static Target parse(String text) throws ProtocolException {
    int mark = text.indexOf('?');
    String path = mark < 0 ? text : text.substring(0, mark);
    if (!path.startsWith("/")) {
      throw new ProtocolException("a request target begins with a slash");
    }
    return new Target(path, mark < 0 ? Map.of() : parameters(text.substring(mark + 1)));
  }

  private static Map<String, String> parameters(String query) throws ProtocolException {
    Map<String, String> found = new HashMap<>();
    try {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        found.putIfAbsent(decoded(name), decoded(value));
      }
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("the query is not well-formed", e);
    }
    return found;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  public boolean has(String name) {
    return query.containsKey(name);
  }

  /** A whole number within bounds; null when it is anything else. */
  @Nullable Long number(String name, long otherwise, long least, long most) {
    return parseNumber(query.getOrDefault(name, Long.toString(otherwise)), least, most);
  }

  static @Nullable Long parseNumber(String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      return value >= least && value <= most ? value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
