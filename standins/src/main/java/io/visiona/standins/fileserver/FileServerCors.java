package io.visiona.standins.fileserver;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/**
 * Lets the pages of the API's own origins fetch files with an {@code Authorization} header (Fetch
 * standard). Cookies are not involved.
 *
 * @param origins exact
 */
record FileServerCors(Set<String> origins) {

  /** Adds what the browser needs to see the answer, also when that is an error. */
  void apply(HttpServletRequest request, HttpServletResponse response) {
    response.addHeader("Vary", "Origin");
    String origin = request.getHeader("Origin");
    if (origin != null && origins.contains(origin)) {
      response.setHeader("Access-Control-Allow-Origin", origin);
    }
  }

  /** Answers a preflight. */
  void preflight(HttpServletRequest request, HttpServletResponse response) {
    apply(request, response);
    response.setHeader("Access-Control-Allow-Methods", "GET");
    response.setHeader("Access-Control-Allow-Headers", "Authorization");
    response.setHeader("Access-Control-Max-Age", "600");
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
