package io.visiona.api.forward;

import io.visiona.api.proxy.CookieRules;
import io.visiona.shared.exchange.Field;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The cookies of one agent's site. What it sets gets a name of its own and the agent's own path, so
 * that agents neither see each other's cookies nor disturb ours; and of all cookies that a browser
 * sends it is sent those alone, under the names that it gave them.
 */
final class AgentCookies {
  /** Longer ones are dropped: browsers refuse them too. */
  private static final int LONGEST = 4096;

  private final String names;
  private final ForwardTarget target;

  AgentCookies(ForwardTarget target) {
    this.target = target;
    this.names = "agent-" + target.agent().toString().substring(0, 8) + "-";
  }

  /** The {@code Cookie} for the agent; empty when it has none. */
  Optional<String> toAgent(List<Field> fields) {
    return CookieRules.toUpstream(
        fields,
        pair ->
            pair.startsWith(names)
                ? Optional.of(pair.substring(names.length()))
                : Optional.empty());
  }

  /** What becomes of an agent's {@code Set-Cookie}; empty when it is dropped. */
  Optional<String> toClient(String setCookie) {
    String[] parts = setCookie.split(";", -1);
    String pair = parts[0].strip();
    // A __Host- cookie must be for the whole site, which an agent's never is.
    if (pair.indexOf('=') <= 0
        || CookieRules.isOurs(pair)
        || pair.startsWith("__Host-")
        || setCookie.length() > LONGEST) {
      return Optional.empty();
    }
    StringBuilder confined = new StringBuilder(names).append(pair);
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
    return Optional.of(
        confined.append("; Path=").append(below ? target.seen(path) : target.prefix()).toString());
  }
}
