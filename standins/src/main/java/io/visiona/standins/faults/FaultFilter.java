package io.visiona.standins.faults;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Stands before every stand-in and lets calls meet their fault. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class FaultFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final int PROMISED = 1_000;
  private static final byte[] BEGINNING =
      "{\"access_token\":\"begun".getBytes(StandardCharsets.US_ASCII);

  private final transient Faults faults;

  @Inject
  FaultFilter(Faults faults) {
    this.faults = faults;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Fault> fault =
        request.getRequestURI().equals(FaultsServlet.PATH)
            ? Optional.empty()
            : faults.meet(request.getMethod(), request.getRequestURI());
    if (fault.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    switch (fault.get()) {
      case Fault.Status(int status) -> {
        response.setStatus(status);
        json(response, "{}");
      }
      case Fault.Delay(Duration length) -> {
        pause(length);
        chain.doFilter(request, response);
      }
      case Fault.Garbage() -> json(response, "<html>not JSON");
      case Fault.Reset() -> cut(response, new byte[0]);
      case Fault.Truncated() -> cut(response, BEGINNING);
    }
  }

  private static void json(HttpServletResponse response, String text) throws IOException {
    response.setContentType("application/json");
    response.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A response that was promised and cannot be finished: the container closes the connection. */
  private static void cut(HttpServletResponse response, byte[] part) throws IOException {
    response.setContentType("application/json");
    response.setContentLength(PROMISED);
    response.flushBuffer();
    response.flushBuffer(); // Liberty swallows the first
    response.getOutputStream().write(part);
    response.flushBuffer();
  }

  private static void pause(Duration length) throws InterruptedIOException {
    try {
      Thread.sleep(length);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server stops");
    }
  }
}
