package io.visiona.api.server.openapi;

import io.visiona.api.http.Problems;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code GET /openapi}, public: the document that the build made of annotations and tables. Not the
 * container's own: that one would be on the operator's port, and made anew at every start.
 */
public class OpenApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final byte[] document = BuiltFiles.read("openapi.json");

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(Problems.JSON);
    response.setHeader("Cache-Control", "no-cache");
    response.setContentLength(document.length);
    response.getOutputStream().write(document);
  }
}
