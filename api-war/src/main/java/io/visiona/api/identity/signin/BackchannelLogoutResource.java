package io.visiona.api.identity.signin;

import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.visiona.api.http.Later;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.platform.audit.AuditEvent;
import io.visiona.api.platform.audit.AuditEvent.Actor;
import io.visiona.api.platform.audit.AuditLog;
import io.visiona.api.platform.audit.Origin;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code POST /api/auth/backchannel-logout}: the provider's own request, whose credential is the
 * logout token (OpenID Connect Back-Channel Logout 1.0 sections 2.5 and 2.8). 200 with an empty
 * body; 400 for a bad token; 503 when it could not be judged or done, after which the provider may
 * send it again.
 */
@Path("auth/backchannel-logout")
@Tag(name = "auth")
@Dependent
@Produces(Problems.JSON)
public class BackchannelLogoutResource {
  /** Many times the size of a logout token. */
  static final int LARGEST = 32 * 1024;

  private final BackchannelLogout logout;
  private final AuditLog audit;
  private final HttpServletRequest request;
  private final Later later;

  @Inject
  public BackchannelLogoutResource(
      BackchannelLogout logout, AuditLog audit, HttpServletRequest request, Later later) {
    this.audit = audit;
    this.request = request;
    this.logout = logout;
    this.later = later;
  }

  /** Ends what the token names. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(
      operationId = "backchannelLogout",
      summary = "The Member Center ends sessions; the logout token is the credential.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = LogoutRequest.class)))
  @APIResponse(responseCode = "200", description = "Done, without a body.")
  @APIResponse(responseCode = "503", ref = "Error")
  public void logout(InputStream body, @Suspended AsyncResponse response) throws IOException {
    byte[] form = body.readNBytes(LARGEST + 1);
    if (form.length > LARGEST) {
      throw new ApiException(ErrorCode.PAYLOAD_TOO_LARGE);
    }
    String token = token(new String(form, StandardCharsets.UTF_8));
    // Checking may wait for the provider's keys.
    Origin origin = Origin.of(request);
    later.answer(
        response, () -> answer(logout.end(token, session -> audit.record(ended(session, origin)))));
  }

  private static AuditEvent ended(UserSession session, Origin origin) {
    return AuditEvent.now(
        session.caller().subject(),
        Actor.PROVIDER,
        null,
        null,
        "session.end",
        session.publicId().toString(),
        null,
        origin,
        Response.Status.OK.getStatusCode());
  }

  static String token(String form) {
    List<String> tokens = URLUtils.parseParameters(form).getOrDefault("logout_token", List.of());
    if (tokens.size() != 1 || tokens.getFirst().isBlank()) {
      throw new ApiException(ErrorCode.BAD_REQUEST, "logout_token is required, once");
    }
    return tokens.getFirst();
  }

  private static Response answer(BackchannelLogout.Outcome outcome) {
    return switch (outcome) {
      case BackchannelLogout.Outcome.Done done ->
          Response.ok().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
      case BackchannelLogout.Outcome.Refused() ->
          throw new ApiException(ErrorCode.BAD_REQUEST, "The logout token is not valid.");
    };
  }

  /** The form that the provider sends. */
  @Schema(name = "LogoutRequest")
  record LogoutRequest(String logoutToken) {}
}
