package io.visiona.agent.flash;

/**
 * What a file is fetched with. Never written down, logged or told.
 *
 * @param value visible characters only
 */
public record FileToken(String value) {
  String authorization() {
    return "Bearer " + value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
