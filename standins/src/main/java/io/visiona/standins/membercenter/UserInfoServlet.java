package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The UserInfo endpoint (OpenID Connect Core 1.0 section 5.3). */
@WebServlet("/oauth/userinfo")
public final class UserInfoServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient MemberCenter memberCenter;

  @Inject
  UserInfoServlet(MemberCenter memberCenter) {
    this.memberCenter = memberCenter;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<ProviderAccount> person = holder(request.getHeader("Authorization"));
    if (person.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    UserInfo info = new UserInfo(new Subject(person.get().subject()));
    info.setPreferredUsername(person.get().username());
    info.setName(person.get().name());
    info.setEmailAddress(person.get().email());
    info.setEmailVerified(true);
    ProviderRequests.json(response, info.toJSONObject().toJSONString());
  }

  private Optional<ProviderAccount> holder(@Nullable String authorization) {
    try {
      return memberCenter.holderOf(BearerAccessToken.parse(authorization).getValue());
    } catch (ParseException noBearerToken) {
      return Optional.empty();
    }
  }
}
