package io.visiona.api.identity.signin;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query as people's browsers bring it from wherever they were: a percent sign
 * that encodes nothing stands for itself, as in browsers (WHATWG URL, section 5.1), and costs
 * nobody the page.
 */
final class Query {
  private Query() {}

  /** Names and values, in order; of nothing nothing. */
  static Map<String, List<String>> parse(@Nullable String raw) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (raw == null) {
      return parameters;
    }
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        parameters.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    byte[] given = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < given.length; i++) {
      int high = i + 2 < given.length ? Character.digit(given[i + 1], 16) : -1;
      int low = i + 2 < given.length ? Character.digit(given[i + 2], 16) : -1;
      if (given[i] == '%' && high >= 0 && low >= 0) {
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        bytes.write(given[i] == '+' ? ' ' : given[i]);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
