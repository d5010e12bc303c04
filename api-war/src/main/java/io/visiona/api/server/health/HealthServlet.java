package io.visiona.api.server.health;

import io.visiona.api.http.Problems;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code GET /health/live}, {@code /health/ready} and {@code /health/started} on the public port:
 * 200, or 503 while down.
 */
public class HealthServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient HealthReport report;

  @Inject
  public HealthServlet(HealthReport report) {
    this.report = report;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<HealthKind> kind = HealthKind.at(request.getServletPath());
    if (kind.isEmpty()) {
      Problems.send(request, response, ErrorCode.NOT_FOUND);
      return;
    }
    HealthReport.Finding finding = report.of(kind.get());
    byte[] body = finding.json().getBytes(StandardCharsets.UTF_8);
    response.setStatus(
        finding.up() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType(Problems.JSON);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
