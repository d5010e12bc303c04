package io.visiona.relay.http;

import io.visiona.relay.directory.Membership;
import io.visiona.relay.sessions.RelayDrain;
import io.visiona.relay.sessions.Tunnels;
import io.visiona.shared.coding.CachedJson;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code GET /health/accepting} on both ports: 200 while this relay takes agents, 503 while it is
 * full, drains, or another relay has its id. For the health check of a load balancer, which then
 * sends agents elsewhere; a full relay is as ready as before for those that it has.
 */
@WebServlet(urlPatterns = AcceptingServlet.PATH)
public final class AcceptingServlet extends HttpServlet {
  static final String PATH = "/health/accepting";

  private static final long serialVersionUID = 1L;

  private final transient Tunnels tunnels;
  private final transient RelayDrain drain;
  private final transient Membership membership;
  private final transient JsonResponses answers;

  @Inject
  public AcceptingServlet(
      Tunnels tunnels, RelayDrain drain, Membership membership, JsonResponses answers) {
    this.tunnels = tunnels;
    this.drain = drain;
    this.membership = membership;
    this.answers = answers;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean accepting = tunnels.hasRoom() && !drain.isDraining() && !membership.isTaken();
    answers.json(
        response,
        accepting ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
        CachedJson.createObjectBuilder().add("status", accepting ? "UP" : "DOWN").build());
  }
}
