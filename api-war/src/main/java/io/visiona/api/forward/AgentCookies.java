package io.visiona.api.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;

/**
 * Cookies between a browser and an agent's own site. Both ways nothing named like ours passes. What an agent sets is confined to
 * the agent's own path, so that agents neither see each other's cookies nor disturb ours.
 */
public final class AgentCookies {
  private static final String OURS = "visiona";

  /** Longer ones are dropped: browsers refuse them too. */
  private static final int LONGEST = 4096;

  private AgentCookies() {}

  /** The {@code Cookie} for what is behind this server, without ours; empty when nothing is left. */
  public static Optional<String> toAgent(HttpServletRequest request) {
    StringBuilder kept = new StringBuilder();
    for (String header : Collections.list(request.getHeaders("Cookie"))) {
      for (String pair : header.split(";", -1)) {
        String cookie = pair.strip();
        if (!cookie.isEmpty() && !isOurs(cookie)) {
          kept.append(kept.isEmpty() ? "" : "; ").append(cookie);
        }
      }
    }
    return kept.isEmpty() ? Optional.empty() : Optional.of(kept.toString());
  }

  /** What becomes of an agent's {@code Set-Cookie}; empty when it is dropped. */
  static Optional<String> toCaller(String setCookie, String prefix) {
    String[] parts = setCookie.split(";", -1);
    String pair = parts[0].strip();
    // A __Host- cookie must be for the whole site, which an agent's never is.
    if (pair.indexOf('=') <= 0 || isOurs(pair) || pair.startsWith("__Host-") || setCookie.length() > LONGEST) {
      return Optional.empty();
    }
    StringBuilder confined = new StringBuilder(pair);
    String path = "";
    for (int i = 1; i < parts.length; i++) {
      String attribute = parts[i].strip();
      String name = attribute.toLowerCase(Locale.ROOT);
      if (name.startsWith("path=")) {
        path = attribute.substring("path=".length());
      } else if (!name.startsWith("domain") && !name.equals("path") && !name.isEmpty()) {
        confined.append("; ").append(attribute);
      }
    }
    boolean below = path.startsWith("/") && path.length() > 1 && !ForwardTarget.isAmbiguous(path);
    return Optional.of(confined.append("; Path=").append(prefix).append(below ? path : "").toString());
  }

  /** Whether a cookie pair has a name that is ours to set. */
  public static boolean isOurs(String pair) {
    String name = pair.toLowerCase(Locale.ROOT);
    String bare = name.startsWith("__host-") ? name.substring(7) : name.startsWith("__secure-") ? name.substring(9) : name;
    return bare.strip().startsWith(OURS);
  }
}
