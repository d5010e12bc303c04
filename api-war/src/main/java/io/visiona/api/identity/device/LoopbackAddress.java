package io.visiona.api.identity.device;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a program on the machine of the browser listens (RFC 8252 section 7.3). */
final class LoopbackAddress {
  /**
   * Literals only: {@code localhost} may be somebody else's name. No query, which is ours to add.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("http://(?:127\\.0\\.0\\.1|\\[::1]):([0-9]{4,5})/[A-Za-z0-9_-]{0,64}");

  private static final int LOWEST_PORT = 1024;
  private static final int HIGHEST_PORT = 65_535;

  private LoopbackAddress() {}

  static boolean isOne(String text) {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches()) {
      return false;
    }
    int port = Integer.parseInt(address.group(1));
    return port >= LOWEST_PORT && port <= HIGHEST_PORT;
  }
}
