package io.visiona.api.proxy;

import java.util.Locale;
import java.util.Set;

/** Answers that only the person's own browser may keep (RFC 9111 section 5.2.2). */
public final class PrivateCaching {
  /** What may be said of caching beside that it is the browser's own. */
  private static final Set<String> KEPT =
      Set.of(
          "immutable",
          "max-age",
          "must-revalidate",
          "no-cache",
          "no-store",
          "no-transform",
          "stale-if-error",
          "stale-while-revalidate");

  private PrivateCaching() {}

  /** The value of {@code Cache-Control} that says so, and otherwise what the given one says. */
  public static String of(String cacheControl) {
    StringBuilder kept = new StringBuilder("private");
    for (String directive : cacheControl.split(",", -1)) {
      String name = directive.strip().split("=", 2)[0].strip().toLowerCase(Locale.ROOT);
      if (KEPT.contains(name)) {
        kept.append(", ").append(directive.strip());
      }
    }
    return kept.toString();
  }
}
