package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RP-initiated logout. Every sign-in asks for the password, so there is nothing of the browser's to
 * end here; what remains is the person's confirmation and the way back, which must be registered.
 */
@WebServlet("/oauth/logout")
public final class LogoutServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient MemberCenter memberCenter;

  @Inject
  LogoutServlet(MemberCenter memberCenter) {
    this.memberCenter = memberCenter;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, List<String>> parameters = URLUtils.parseParameters(request.getQueryString());
    Optional<LogoutTarget> target = target(parameters);
    if (target.isEmpty()) {
      refuse(response);
    } else {
      ProviderRequests.page(
          response,
          200,
          Pages.confirmLogout(
              target.get(), MultivaluedMapUtils.getFirstValue(parameters, "state")));
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, List<String>> parameters;
    try {
      parameters = ProviderRequests.read(request).getBodyAsFormParameters();
    } catch (ParseException notAForm) {
      refuse(response);
      return;
    }
    Optional<LogoutTarget> target = target(parameters);
    if (target.isEmpty()) {
      refuse(response);
    } else {
      ProviderRequests.redirect(
          response, back(target.get(), MultivaluedMapUtils.getFirstValue(parameters, "state")));
    }
  }

  private Optional<LogoutTarget> target(Map<String, List<String>> parameters) {
    String client = MultivaluedMapUtils.getFirstValue(parameters, "client_id");
    String uri = MultivaluedMapUtils.getFirstValue(parameters, "post_logout_redirect_uri");
    return client == null || client.isBlank() || uri == null
        ? Optional.empty()
        : Optional.of(new LogoutTarget(new ClientID(client), uri))
            .filter(memberCenter::mayReturnAfterLogout);
  }

  private static URI back(LogoutTarget target, @Nullable String state) {
    return state == null
        ? URI.create(target.uri())
        : URI.create(
            target.uri() + "?" + URLUtils.serializeParameters(Map.of("state", List.of(state))));
  }

  private static void refuse(HttpServletResponse response) throws IOException {
    ProviderRequests.page(
        response,
        HttpServletResponse.SC_BAD_REQUEST,
        Pages.message(
            "Signed out", "The request names no address this client has registered to return to."));
  }
}
