package io.visiona.api.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The shortest health answer, for whoever only wants to know that something is there; on both
 * ports.
 */
public class HealthzServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final byte[] OK = "{\"status\":\"ok\"}".getBytes(StandardCharsets.US_ASCII);

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(Problems.JSON);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(OK.length);
    response.getOutputStream().write(OK);
  }
}
