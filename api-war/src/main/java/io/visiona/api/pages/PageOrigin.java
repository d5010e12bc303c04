package io.visiona.api.pages;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request comes from the page itself, from a person who goes there, or from a program;
 * other sites can neither drive a box nor look at it, those of other agents included. Browsers say
 * where a request comes from in {@code Origin} and {@code Sec-Fetch-Site}, which pages cannot set.
 */
final class PageOrigin {
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> NOBODY_ELSES = Set.of("same-origin", "none");

  private PageOrigin() {}

  /** Whether a request may pass to the page of this origin. */
  static boolean allows(HttpServletRequest request, String own) {
    String origin = request.getHeader("Origin");
    String site = request.getHeader("Sec-Fetch-Site");
    boolean foreign = origin != null && !origin.equals("null") && !origin.equals(own);
    if (foreign) {
      return false;
    }
    if (changes(request)) {
      // "null" is what a page that sends no referrer says of itself.
      return own.equals(origin) || "same-origin".equals(site);
    }
    return site == null || NOBODY_ELSES.contains(site) || isVisit(request);
  }

  /** Whether a request may change something, or opens what can. */
  static boolean changes(HttpServletRequest request) {
    return !SAFE_METHODS.contains(request.getMethod()) || request.getHeader("Upgrade") != null;
  }

  /** Whether a person's browser goes to a page, rather than a page or a program asking for data. */
  static boolean isNavigation(HttpServletRequest request) {
    @Nullable String mode = request.getHeader("Sec-Fetch-Mode");
    if (mode != null) {
      return mode.equals("navigate");
    }
    @Nullable String accept = request.getHeader("Accept");
    return accept != null && accept.contains("text/html");
  }

  /** A link of another site that leads here: it shows the page in a place of its own. */
  private static boolean isVisit(HttpServletRequest request) {
    return "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
        && "document".equals(request.getHeader("Sec-Fetch-Dest"));
  }
}
