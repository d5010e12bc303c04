package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.http.JakartaServletUtils;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The token endpoint (RFC 6749 section 3.2). */
@WebServlet("/oauth/token")
public final class TokenServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient MemberCenter memberCenter;

  @Inject
  TokenServlet(MemberCenter memberCenter) {
    this.memberCenter = memberCenter;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    TokenResponse answer;
    try {
      answer = memberCenter.token(ProviderRequests.read(request));
    } catch (ParseException unreadable) {
      answer = new TokenErrorResponse(OAuth2Error.INVALID_REQUEST);
    }
    JakartaServletUtils.applyHTTPResponse(answer.toHTTPResponse(), response);
  }
}
