package io.visiona.api.pages;

import io.visiona.api.proxy.CookieRules;
import java.util.Locale;
import java.util.Optional;

/** The cookies of an agent's page: its own host's, and never ours. */
final class PageCookies {
  /** Longer ones are dropped: browsers refuse them too. */
  private static final int LONGEST = 4096;

  private PageCookies() {}

  /**
   * What becomes of a {@code Set-Cookie}: it loses {@code Domain}, so that hosts beside this one do
   * not get it; empty when it is dropped.
   */
  static Optional<String> toClient(String setCookie) {
    String[] parts = setCookie.split(";", -1);
    String pair = parts[0].strip();
    // One without a name could spell another's name in its value.
    if (setCookie.length() > LONGEST || pair.startsWith("=") || CookieRules.isOurs(pair)) {
      return Optional.empty();
    }
    StringBuilder kept = new StringBuilder(pair);
    for (int i = 1; i < parts.length; i++) {
      String attribute = parts[i].strip();
      String name = attribute.split("=", 2)[0].strip().toLowerCase(Locale.ROOT);
      if (!name.equals("domain") && !name.isEmpty()) {
        kept.append("; ").append(attribute);
      }
    }
    return Optional.of(kept.toString());
  }
}
