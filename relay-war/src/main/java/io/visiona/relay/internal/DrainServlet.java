package io.visiona.relay.internal;

import io.visiona.relay.http.JsonResponses;
import io.visiona.relay.sessions.RelayDrain;
import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code POST /internal/drain}: no new tunnels from now on; where there are other relays, agents
 * are sent there. Who is still here is served until the server is stopped. There is no way back but
 * a restart.
 */
@WebServlet(urlPatterns = "/internal/drain")
public final class DrainServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient RelayDrain drain;
  private final transient JsonResponses answers;

  @Inject
  public DrainServlet(RelayDrain drain, JsonResponses answers) {
    this.drain = drain;
    this.answers = answers;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!"POST".equals(request.getMethod())) {
      response.setHeader("Allow", "POST");
      answers.error(request, response, ErrorCode.METHOD_NOT_ALLOWED);
      return;
    }
    drain.begin();
    answers.json(
        response,
        HttpServletResponse.SC_ACCEPTED,
        CachedJson.createObjectBuilder().add("status", "draining").build());
  }
}
