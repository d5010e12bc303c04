package io.visiona.agent.logs;

import java.util.regex.Pattern;

/** Takes out of a text what must not be read by others: tokens, and passwords in URLs. */
public final class Redaction {
  private static final int MOST_CHARACTERS = 4096;
  private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s]*@");
  private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]+");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?i)([\\w-]*(?:token|ticket|secret|password|passwd|signature|api_?key)[\\w-]*\"?\\s*[=:]\\s*\"?)[^&\\s\",}]+");

  private Redaction() {}

  /** Without secrets, without control characters but line feeds, at most 4 KiB. */
  public static String clean(String text) {
    String cut = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
    String hidden = USER_INFO.matcher(cut).replaceAll("://***@");
    hidden = BEARER.matcher(hidden).replaceAll("$1 ***");
    hidden = PARAMETER.matcher(hidden).replaceAll("$1***");
    StringBuilder clean = new StringBuilder(hidden.length());
    hidden
        .codePoints()
        .map(c -> Character.isISOControl(c) && c != '\n' ? ' ' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
