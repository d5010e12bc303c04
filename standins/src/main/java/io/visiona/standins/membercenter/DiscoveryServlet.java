package io.visiona.standins.membercenter;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** OpenID Connect Discovery 1.0 section 4. */
@WebServlet("/.well-known/openid-configuration")
public final class DiscoveryServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient MemberCenter memberCenter;

  @Inject
  DiscoveryServlet(MemberCenter memberCenter) {
    this.memberCenter = memberCenter;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ProviderRequests.json(response, memberCenter.metadata().toJSONObject().toJSONString());
  }
}
