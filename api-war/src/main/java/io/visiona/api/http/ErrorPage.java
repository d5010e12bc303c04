package io.visiona.api.http;

import io.visiona.shared.error.ErrorCode;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What the container itself refuses, as a file that is not there, in the envelope instead of a page
 * of its own.
 */
public class ErrorPage extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    ErrorCode code = status instanceof Integer number ? ErrorCodes.of(number) : ErrorCode.NOT_FOUND;
    if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri
        && uri.startsWith("/gateway")) {
      boolean internal = code == ErrorCode.INTERNAL;
      Problems.sendCapital(
          request,
          response,
          code.status(),
          internal ? "INTERNAL_ERROR" : code.name(),
          code.message());
    } else {
      Problems.send(request, response, code);
    }
  }
}
