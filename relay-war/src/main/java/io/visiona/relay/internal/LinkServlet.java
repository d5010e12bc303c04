package io.visiona.relay.internal;

import io.visiona.relay.http.JsonResponses;
import io.visiona.relay.link.Links;
import io.visiona.relay.sessions.RelayDrain;
import io.visiona.relay.tunnel.Handshake;
import io.visiona.relay.tunnel.Upgrades;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** {@code GET /internal/link}: becomes an API server's standing link. */
@WebServlet(urlPatterns = "/internal/link", asyncSupported = true)
public final class LinkServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Links links;
  private final transient RelayDrain drain;
  private final transient JsonResponses answers;

  @Inject
  public LinkServlet(Links links, RelayDrain drain, JsonResponses answers) {
    this.links = links;
    this.drain = drain;
    this.answers = answers;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!"GET".equals(request.getMethod())) {
      response.setHeader("Allow", "GET");
      answers.error(request, response, ErrorCode.METHOD_NOT_ALLOWED);
    } else if (drain.isFinishing()) {
      answers.errorForNow(request, response, ErrorCode.DRAINING, Duration.ofSeconds(1));
    } else if (Handshake.of(request) != Handshake.YAMUX) {
      response.setHeader("Upgrade", "yamux");
      response.setHeader("Connection", "Upgrade");
      answers.error(request, response, ErrorCode.UPGRADE_REQUIRED);
    } else {
      String remoteAddress = request.getRemoteAddr();
      Upgrades.toYamux(request, response, transport -> links.open(remoteAddress, transport));
    }
  }
}
