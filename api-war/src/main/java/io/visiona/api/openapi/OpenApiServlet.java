package io.visiona.api.openapi;

import io.visiona.api.forward.Routes;
import io.visiona.api.http.Problems;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET /openapi}, public. Not the container's own: that one is on the operator's port, makes its document anew at every start, and
 * knows nothing of what filters and the table of routes do.
 */
public class OpenApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final byte[] document = OpenApiDocument.of(Routes.TABLE).toString().getBytes(StandardCharsets.UTF_8);

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType(Problems.JSON);
    response.setHeader("Cache-Control", "no-cache");
    response.setContentLength(document.length);
    response.getOutputStream().write(document);
  }
}
