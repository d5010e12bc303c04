package io.visiona.shared.logging;

import org.jspecify.annotations.Nullable;

/** Text of other people's making as a log may show it: no line of its own, and not long. */
public final class OneLine {
  private static final int LONGEST = 200;

  private OneLine() {}

  /** The text with what ends a line or moves a cursor replaced, cut after 200 characters. */
  public static String of(@Nullable String text) {
    String given = String.valueOf(text);
    StringBuilder shown = new StringBuilder(Math.min(given.length(), LONGEST + 1));
    for (int i = 0; i < given.length() && shown.length() < LONGEST; i++) {
      char c = given.charAt(i);
      boolean moves =
          Character.isISOControl(c)
              || c == '\u2028'
              || c == '\u2029'
              || Character.getType(c) == Character.FORMAT
              || Character.isSurrogate(c);
      shown.append(moves ? '?' : c);
    }
    return given.length() > LONGEST ? shown.append('…').toString() : shown.toString();
  }
}
