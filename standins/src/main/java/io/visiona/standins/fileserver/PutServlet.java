package io.visiona.standins.fileserver;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code PUT /standins/files/{key}} puts a file onto the file server, for tests; no page of another
 * site can send a PUT.
 */
@WebServlet(PutServlet.BASE + "*")
public final class PutServlet extends HttpServlet {
  static final String BASE = "/standins/files/";

  private static final long serialVersionUID = 1L;

  private final transient StoredFiles files;

  @Inject
  PutServlet(StoredFiles files) {
    this.files = files;
  }

  @Override
  protected void doPut(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<String> key = Keys.of(request.getRequestURI().substring(BASE.length()));
    if (key.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    files.put(key.get(), request.getInputStream());
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
