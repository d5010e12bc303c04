package io.visiona.api.gateway.routes;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of the header fields that a route makes of claims. Two names are one where a server may
 * fold them into one: by letters and digits.
 */
public final class HeaderNames {
  private static final Pattern OWN = Pattern.compile("[Xx]-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*");
  private static final int LONGEST = 64;

  /** What the gateway says itself. */
  private static final Set<String> TAKEN =
      Set.of("xuserid", "xusername", "xrequestid", "xrealip", "xcsrf");

  private HeaderNames() {}

  /** The letters and digits of a name, in lower case. */
  public static String folded(String name) {
    StringBuilder letters = new StringBuilder(name.length());
    String lower = name.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        letters.append(c);
      }
    }
    return letters.toString();
  }

  /** Whether a route may fill a field of that name. */
  static boolean isFree(String name) {
    String folded = folded(name);
    return name.length() <= LONGEST
        && OWN.matcher(name).matches()
        && !TAKEN.contains(folded)
        && !folded.startsWith("xforwarded");
  }
}
