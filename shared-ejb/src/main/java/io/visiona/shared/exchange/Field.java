package io.visiona.shared.exchange;

/** One header field line, as sent; names compare without regard to case. */
public record Field(String name, String value) {

  /** Whether this field has that name. */
  public boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  /** Whether name and value can be passed on as they are. */
  public boolean isSafe() {
    return isToken(name) && isSafeValue(value);
  }

  /** RFC 9110 section 5.6.2: a name is a token. */
  static boolean isToken(String text) {
    if (text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * RFC 9110 section 5.5: no control characters but tab; a bare CR or NUL could end a field for
   * somebody else.
   */
  static boolean isSafeValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        return false;
      }
    }
    return true;
  }
}
