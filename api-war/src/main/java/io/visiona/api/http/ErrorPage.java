package io.visiona.api.http;

import io.visiona.shared.error.ErrorCode;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the container itself refuses, as a file that is not there, in the envelope instead of a page of its own. */
public class ErrorPage extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Problems.send(request, response, status instanceof Integer number ? ErrorCodes.of(number) : ErrorCode.NOT_FOUND);
  }
}
