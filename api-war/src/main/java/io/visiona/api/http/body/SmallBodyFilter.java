package io.visiona.api.http.body;

import io.visiona.api.http.Problems;
import io.visiona.shared.container.Container;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Has the body of a request read before anybody is asked to answer it ({@link SmallBodies}). What
 * stands behind finds the body in memory. Uploads of models pass: they are read by virtual threads.
 * Stands behind authentication and before whatever reads.
 */
public class SmallBodyFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String INTERNAL = "/internal";
  private static final String MULTIPART = "multipart/form-data";

  /** As sent; any other spelling is no upload. */
  private static final Set<String> UPLOADS = Set.of("/api/models", "/api/conversions");

  private final transient SmallBodies bodies;
  private final transient Container container;

  @Inject
  public SmallBodyFilter(SmallBodies bodies, Container container) {
    this.container = container;
    this.bodies = bodies;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(SmallBodies.BODY) instanceof byte[] body) {
      chain.doFilter(new HeldBody(request, body), response);
    } else if (!hasBody(request) || isUpload(request)) {
      chain.doFilter(request, response);
    } else if (request.getContentLengthLong() > SmallBodies.LARGEST) {
      response.setHeader("Connection", "close"); // what comes would be taken for the next request
      Problems.send(request, response, ErrorCode.PAYLOAD_TOO_LARGE);
    } else if (!container.dispatchesInFull()) {
      Optional<byte[]> body = bodies.readHere(request, response, isInternal(request));
      if (body.isPresent()) {
        chain.doFilter(new HeldBody(request, body.get()), response);
      }
    } else if (isInternal(request)) {
      bodies.readTrusted(request, response);
    } else {
      bodies.read(request, response);
    }
  }

  private static boolean isInternal(HttpServletRequest request) {
    return INTERNAL.equals(request.getServletPath());
  }

  static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }

  private static boolean isUpload(HttpServletRequest request) {
    String type = request.getContentType();
    return UPLOADS.contains(request.getRequestURI())
        && type != null
        && type.toLowerCase(Locale.ROOT).startsWith(MULTIPART);
  }
}
