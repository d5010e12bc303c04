package io.visiona.standins.membercenter;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives out download tokens to service clients. */
@WebServlet("/file-access/download-tokens")
public final class DownloadTokenServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int MOST_BODY_BYTES = 8 * 1024;

  private final transient MemberCenter memberCenter;

  @Inject
  DownloadTokenServlet(MemberCenter memberCenter) {
    this.memberCenter = memberCenter;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String type = request.getContentType();
    if (type == null || !type.split(";", 2)[0].strip().equals("application/json")) {
      answer(
          response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, error("the body is not JSON"));
      return;
    }
    byte[] body = request.getInputStream().readNBytes(MOST_BODY_BYTES + 1);
    if (body.length > MOST_BODY_BYTES) {
      answer(
          response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, error("the body is too long"));
      return;
    }
    switch (memberCenter.downloadToken(bearer(request.getHeader("Authorization")), body)) {
      case DownloadRequests.Answer.Issued issued ->
          answer(
              response,
              HttpServletResponse.SC_OK,
              Json.createObjectBuilder()
                  .add("token", issued.token())
                  .add("token_type", "file_download")
                  .add("expires_at", issued.expiresAt().toString())
                  .add("scope", "files:download.read"));
      case DownloadRequests.Answer.Unauthorized() -> {
        response.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        answer(
            response,
            HttpServletResponse.SC_UNAUTHORIZED,
            error("a live service token is required"));
      }
      case DownloadRequests.Answer.Forbidden(String why) ->
          answer(response, HttpServletResponse.SC_FORBIDDEN, error(why));
      case DownloadRequests.Answer.Malformed(String why) ->
          answer(response, HttpServletResponse.SC_BAD_REQUEST, error(why));
    }
  }

  private static Optional<String> bearer(@Nullable String authorization) {
    try {
      return Optional.of(BearerAccessToken.parse(authorization).getValue());
    } catch (ParseException noBearerToken) {
      return Optional.empty();
    }
  }

  private static JsonObjectBuilder error(String why) {
    return Json.createObjectBuilder().add("error", why);
  }

  private static void answer(HttpServletResponse response, int status, JsonObjectBuilder json)
      throws IOException {
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    ProviderRequests.json(response, json.build().toString());
  }
}
