package io.visiona.agent.target;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * The {@code Host} that the target is asked for, and what has to agree with it: servers compare
 * {@code Origin} with {@code Host} and build redirects from it.
 *
 * @param value host, or host and port
 * @param scheme of the target: {@code http} or {@code https}
 * @param pagesKeepTheirs whether requests for a page at a host of its own keep the name that the
 *     browser used
 */
record HostHeader(String value, String scheme, boolean pagesKeepTheirs) {
  /** In every request for a page at a host of its own: which one, or {@code -} for the first. */
  static final String PAGE = "X-Visiona-Page";

  /** What the API asks agents for elsewhere, and looks for in redirects. */
  private static final String SITE = "localhost";

  HostHeader {
    if (!isAuthority(value)) {
      throw new IllegalArgumentException("not a host with an optional port: " + value);
    }
  }

  private static boolean isAuthority(String value) {
    try {
      URI uri = new URI("http://" + value);
      return uri.getHost() != null && value.equals(uri.getRawAuthority()) && !value.contains("@");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * The site as browsers see it, when the request is for a page at a host of its own; empty when
   * its redirects are the API's to turn round.
   */
  static Optional<String> pageOf(MessageHead head) {
    return head.field(PAGE) == null ? Optional.empty() : Optional.of(site(head));
  }

  private static String site(MessageHead head) {
    return head.field("X-Forwarded-Proto") + "://" + head.field("X-Forwarded-Host");
  }

  /**
   * Names the host. The origin of the site itself becomes that of the target, whether it comes as
   * the browser sent it or as the API agreed it with its own {@code Host}; others stay.
   */
  MessageHead ofRequest(MessageHead head) {
    if (keeps(head)) {
      return head;
    }
    String site = site(head);
    String asked = "http://" + head.field("Host");
    return head.with("Host", _ -> value)
        .with(
            "Origin",
            origin ->
                origin.equalsIgnoreCase(site) || origin.equalsIgnoreCase(asked)
                    ? scheme + "://" + value
                    : origin);
  }

  private boolean keeps(MessageHead head) {
    return pagesKeepTheirs && head.field(PAGE) != null;
  }

  /**
   * Redirects to the target itself lead to where browsers see it, or to where the API looks for
   * them.
   *
   * @param page what {@link #pageOf} said of the request
   */
  MessageHead ofResponse(MessageHead head, Optional<String> page) {
    return page.isPresent() && pagesKeepTheirs
        ? head
        : head.with("Location", location -> seen(location, page));
  }

  private String seen(String location, Optional<String> page) {
    for (String known : new String[] {"http://", "https://"}) {
      String own = known + value;
      if (location.toLowerCase(Locale.ROOT).startsWith(own.toLowerCase(Locale.ROOT))) {
        String path = location.substring(own.length());
        if (path.isEmpty() || "/?#".indexOf(path.charAt(0)) >= 0) {
          return page.orElse(known + SITE) + (path.startsWith("/") ? path : "/" + path);
        }
      }
    }
    return location;
  }
}
