package io.visiona.api.models;

import java.util.regex.Pattern;

/** What names, chips and hashes of models look like. */
public final class ModelRules {
  /** Longest name, in UTF-16 units. */
  public static final int LONGEST_NAME = 100;

  /** Longest chip, in characters. */
  public static final int LONGEST_CHIP = 40;

  /** What a chip looks like, as a regular expression. */
  static final String CHIP_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._-]{0," + (LONGEST_CHIP - 1) + "}$";

  private static final Pattern CHIP = Pattern.compile(CHIP_PATTERN);
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private ModelRules() {}

  /**
   * 1 to {@link #LONGEST_NAME} units without control characters, halves of characters, or blanks
   * around it.
   */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_NAME
        && text.equals(text.strip())
        && text.codePoints()
            .noneMatch(point ->
                Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
  }

  /** A letter or digit, then up to 39 of letters, digits, {@code . _ -}, such as {@code KL720}. */
  public static boolean isChip(String text) {
    return CHIP.matcher(text).matches();
  }

  /** 64 lower-case hexadecimal digits. */
  public static boolean isSha256(String text) {
    return SHA256.matcher(text).matches();
  }
}
