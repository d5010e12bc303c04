package io.visiona.api.proxy;

import io.visiona.shared.exchange.Field;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Cookies that pass through: nothing named like ours does, either way. */
public final class CookieRules {
  private static final String OURS = "visiona";

  private CookieRules() {}

  /** The {@code Cookie} for an upstream, without ours; empty when nothing is left. */
  public static Optional<String> toUpstream(List<Field> fields) {
    return toUpstream(fields, pair -> isOurs(pair) ? Optional.empty() : Optional.of(pair));
  }

  /** As {@link #toUpstream(List)}, of what becomes of each {@code name=value}. */
  public static Optional<String> toUpstream(
      List<Field> fields, Function<String, Optional<String>> rule) {
    StringBuilder kept = new StringBuilder();
    for (Field field : fields) {
      String pairs = field.is("Cookie") ? field.value() : "";
      for (String pair : pairs.split(";", -1)) {
        String cookie = pair.strip();
        if (!cookie.isEmpty()) {
          rule.apply(cookie)
              .ifPresent(passed -> kept.append(kept.isEmpty() ? "" : "; ").append(passed));
        }
      }
    }
    return kept.isEmpty() ? Optional.empty() : Optional.of(kept.toString());
  }

  /** Whether a cookie pair has a name that is ours to set. */
  public static boolean isOurs(String pair) {
    String name = pair.toLowerCase(Locale.ROOT);
    String bare =
        name.startsWith("__host-")
            ? name.substring(7)
            : name.startsWith("__secure-") ? name.substring(9) : name;
    return bare.strip().startsWith(OURS);
  }
}
