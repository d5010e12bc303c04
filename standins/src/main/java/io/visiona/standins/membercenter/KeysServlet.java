package io.visiona.standins.membercenter;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The public keys (RFC 7517 section 5). */
@WebServlet("/oauth/jwks")
public final class KeysServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient MemberCenter memberCenter;

  @Inject
  KeysServlet(MemberCenter memberCenter) {
    this.memberCenter = memberCenter;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ProviderRequests.json(response, memberCenter.publishedKeys().toString(true));
  }
}
