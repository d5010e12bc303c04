package io.visiona.relay.http;

import io.visiona.shared.coding.CachedJson;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /healthz} on both ports: the process answers. */
@WebServlet(urlPatterns = "/healthz")
public final class RelayHealthzServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient JsonResponses answers;

  @Inject
  public RelayHealthzServlet(JsonResponses answers) {
    this.answers = answers;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answers.json(
        response,
        HttpServletResponse.SC_OK,
        CachedJson.createObjectBuilder().add("status", "ok").build());
  }
}
