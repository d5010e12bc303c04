package io.visiona.api.identity.signin;

import io.visiona.shared.membercenter.FileAccessConfig;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;

/**
 * What every answer tells the browser. Pages of ours load only our own files and run no inline
 * script; answers of the API are no pages at all. The one other place they may fetch from is the
 * file server, with a download token. Who serves other people's content replaces the policy by one
 * that fits. Immutable.
 */
final class SecurityHeaders {
  static final String POLICY = "Content-Security-Policy";

  private static final String DATA =
      "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final boolean https;
  private final String page;

  SecurityHeaders(PublicSite site, FileAccessConfig files) {
    this.https = site.https();
    String fileServer = files.access().map(access -> " " + origin(access.baseUrl())).orElse("");
    this.page =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
            + fileServer
            + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  void apply(String rawPath, HttpServletResponse response) {
    boolean data = rawPath.startsWith("/api/") || rawPath.startsWith("/ws/");
    response.setHeader(POLICY, data ? DATA : page);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "no-referrer");
    if (rawPath.startsWith("/api/auth/")) {
      response.setHeader("Cache-Control", "no-store");
    }
    if (https) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
  }
}
