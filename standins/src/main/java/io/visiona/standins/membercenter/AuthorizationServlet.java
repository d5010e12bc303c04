package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.MultivaluedMapUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The authorization endpoint. GET shows the form; POST takes it, with the request in the form's
 * hidden fields or, for scripts that post to the page's own address, in the query.
 */
@WebServlet("/oauth/authorize")
public final class AuthorizationServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient MemberCenter memberCenter;

  @Inject
  AuthorizationServlet(MemberCenter memberCenter) {
    this.memberCenter = memberCenter;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    show(URLUtils.parseParameters(request.getQueryString()), response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, List<String>> form;
    try {
      form = new HashMap<>(ProviderRequests.read(request).getBodyAsFormParameters());
    } catch (ParseException notAForm) {
      ProviderRequests.page(
          response,
          HttpServletResponse.SC_BAD_REQUEST,
          Pages.message("Sign-in failed", "The form is not valid."));
      return;
    }
    String username = MultivaluedMapUtils.removeAndReturnFirstValue(form, "username");
    String password = MultivaluedMapUtils.removeAndReturnFirstValue(form, "password");
    Map<String, List<String>> parameters =
        form.containsKey("client_id") ? form : URLUtils.parseParameters(request.getQueryString());
    if (username == null || password == null) {
      show(parameters, response);
    } else {
      signIn(parameters, username, password, response);
    }
  }

  private void show(Map<String, List<String>> parameters, HttpServletResponse response)
      throws IOException {
    switch (memberCenter.check(parameters)) {
      case AuthorizationRequests.Verdict.Ask ask ->
          ProviderRequests.page(response, 200, Pages.signIn(parameters, null));
      case AuthorizationRequests.Verdict.Redirect(URI location) ->
          ProviderRequests.redirect(response, location);
      case AuthorizationRequests.Verdict.Refuse(String reason) -> refuse(response, reason);
    }
  }

  private void signIn(
      Map<String, List<String>> parameters,
      String username,
      String password,
      HttpServletResponse response)
      throws IOException {
    switch (memberCenter.check(parameters)) {
      case AuthorizationRequests.Verdict.Ask ask -> {
        Optional<URI> back = memberCenter.signIn(ask, username, password);
        if (back.isPresent()) {
          ProviderRequests.redirect(response, back.get());
        } else {
          ProviderRequests.page(
              response, 200, Pages.signIn(parameters, "The username or the password is wrong."));
        }
      }
      case AuthorizationRequests.Verdict.Redirect(URI location) ->
          ProviderRequests.redirect(response, location);
      case AuthorizationRequests.Verdict.Refuse(String reason) -> refuse(response, reason);
    }
  }

  private static void refuse(HttpServletResponse response, String reason) throws IOException {
    ProviderRequests.page(
        response,
        HttpServletResponse.SC_BAD_REQUEST,
        Pages.message("Sign-in cannot start", reason));
  }
}
