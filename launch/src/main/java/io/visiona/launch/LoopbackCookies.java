package io.visiona.launch;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cookies as browsers keep them: for them the loopback address is secure without TLS, for Java's
 * own manager it is not.
 */
final class LoopbackCookies extends CookieManager {

  LoopbackCookies() {
    super(null, CookiePolicy.ACCEPT_ALL);
  }

  @Override
  public void put(URI uri, Map<String, List<String>> headers) throws IOException {
    Map<String, List<String>> changed = new TreeMap<>();
    headers.forEach((name, values) -> {
      if (name != null) {
        boolean sets =
            name.toLowerCase(Locale.ROOT).equals("set-cookie") && "127.0.0.1".equals(uri.getHost());
        changed.put(
            name, sets ? values.stream().map(LoopbackCookies::withoutSecure).toList() : values);
      }
    });
    super.put(uri, changed);
  }

  private static String withoutSecure(String cookie) {
    return cookie.replaceAll("(?i);\\s*Secure(?=;|$)", "");
  }
}
