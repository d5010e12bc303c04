package io.visiona.shared.exchange;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The fields that belong to one connection and are not passed on (RFC 9110 section 7.6.1). */
public final class HopByHop {
  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  private HopByHop() {}

  /**
   * The fields without those of the connection and without those that a {@code Connection} field
   * names.
   */
  public static List<Field> strip(List<Field> fields) {
    Set<String> named = named(fields);
    List<Field> kept = new ArrayList<>(fields.size());
    for (Field field : fields) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!NAMES.contains(name) && !named.contains(name)) {
        kept.add(field);
      }
    }
    return kept;
  }

  private static Set<String> named(List<Field> fields) {
    Set<String> named = Set.of();
    for (Field field : fields) {
      if (field.is("Connection")) {
        if (named.isEmpty()) {
          named = new HashSet<>();
        }
        for (String option : field.value().split(",", -1)) {
          named.add(option.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return named;
  }
}
