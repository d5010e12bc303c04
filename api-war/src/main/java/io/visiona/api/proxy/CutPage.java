package io.visiona.api.proxy;

import io.visiona.shared.container.CutException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The error page of {@link CutException}: adds nothing to a response that is to end where it is.
 */
public class CutPage extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) {
    if (!response.isCommitted()) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    }
  }
}
