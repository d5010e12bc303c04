package io.visiona.agent.tunnel;

/**
 * The agent's credential. Its text never shows in logs or messages.
 *
 * @param value 16 to 512 visible ASCII characters, so that it cannot break out of a header
 */
public record SessionToken(String value) {
  private static final int SHORTEST = 16;
  private static final int LONGEST = 512;

  public SessionToken {
    if (value.length() < SHORTEST || value.length() > LONGEST) {
      throw new IllegalArgumentException("a session token has 16 to 512 characters");
    }
    if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("a session token has visible ASCII characters only");
    }
  }

  /** The value of an {@code Authorization} header (RFC 6750 section 2.1). */
  String authorization() {
    return "Bearer " + value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
