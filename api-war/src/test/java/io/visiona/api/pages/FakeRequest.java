package io.visiona.api.pages;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Method and fields of a request: all that the rules of pages look at. */
final class FakeRequest {
  private FakeRequest() {}

  /** A request with fields as {@code Name: value}. */
  static HttpServletRequest of(String method, String... fields) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            FakeRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (_, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getHeader" ->
                      values(fields, arguments[0]).stream().findFirst().orElse(null);
                  case "getHeaders" -> Collections.enumeration(values(fields, arguments[0]));
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }

  private static List<String> values(String[] fields, Object name) {
    List<String> values = new ArrayList<>();
    for (String field : fields) {
      String[] pair = field.split(": ", 2);
      if (pair[0].toLowerCase(Locale.ROOT).equals(name.toString().toLowerCase(Locale.ROOT))) {
        values.add(pair[1]);
      }
    }
    return values;
  }
}
