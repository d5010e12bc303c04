package io.visiona.tests.support;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds secrets in text: those it is given, and whatever looks like one of our tokens or cookies.
 * One pass over the text, however many secrets there are. Immutable.
 */
public final class SecretSearch {
  /** Length from which on a secret can be searched for. */
  public static final int SHORTEST = 12;

  private static final Map<String, Pattern> SHAPES =
      Map.of(
          "an agent's session token", Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"),
          "a download token", Pattern.compile("fdt_[A-Za-z0-9_-]{16,}"),
          "a JWT", Pattern.compile("eyJ[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}"),
          "a session cookie",
              Pattern.compile(
                  "(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{1,16}\\.[A-Za-z0-9_-]{32}\\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"));

  private final Map<Integer, List<String>> byStart = new HashMap<>();
  private final Map<String, String> kinds;

  /**
   * Prepares a search.
   *
   * @param kinds secrets of at least {@link #SHORTEST} characters, and what each is
   */
  public SecretSearch(Map<String, String> kinds) {
    this.kinds = Map.copyOf(kinds);
    this.kinds
        .keySet()
        .forEach(secret ->
            byStart.computeIfAbsent(hash(secret, 0), start -> new ArrayList<>()).add(secret));
  }

  /** The kinds of what is in the text; never the secrets themselves, for this ends in a report. */
  public SortedSet<String> in(CharSequence text) {
    TreeSet<String> found = new TreeSet<>();
    String whole = text.toString();
    for (int i = 0; i + SHORTEST <= whole.length(); i++) {
      for (String secret : byStart.getOrDefault(hash(whole, i), List.of())) {
        if (whole.startsWith(secret, i)) {
          found.add(kinds.getOrDefault(secret, "?"));
        }
      }
    }
    SHAPES.forEach((kind, shape) -> {
      if (shape.matcher(whole).find()) {
        found.add(kind);
      }
    });
    return found;
  }

  private static int hash(String text, int at) {
    int hash = 0;
    for (int i = at; i < at + SHORTEST; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }
}
