package io.visiona.api.identity.signin;

import io.visiona.api.http.Ids;
import io.visiona.api.http.Page;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.platform.audit.Audited;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /api/auth/sessions}: where the caller is signed in. A person has a bounded number of
 * sessions, so the list is one page.
 */
@Path("auth/sessions")
@Tag(name = "auth")
@Singleton
@Produces(Problems.JSON)
public class UserSessionsResource {
  private final UserSessionStore sessions;
  private final SessionCookie cookie;
  private final HttpServletRequest request;

  @Inject
  public UserSessionsResource(
      UserSessionStore sessions, SessionCookie cookie, HttpServletRequest request) {
    this.sessions = sessions;
    this.cookie = cookie;
    this.request = request;
  }

  /** All of them, the last made first. */
  @GET
  @Operation(operationId = "listSessions", summary = "Where the person is signed in.")
  @APIResponse(
      responseCode = "200",
      description = "All sessions, the last made first.",
      content = @Content(schema = @Schema(ref = "SessionPage")))
  public Page<UserSessionView> list() {
    return new Page<>(asking().list(), null);
  }

  /**
   * Ends one; ending the one that asks is signing out, and takes the cookie away. 404 if the caller
   * has no such session.
   */
  @DELETE
  @Audited("session.end")
  @Path("{id}")
  @Operation(
      operationId = "endSession",
      summary = "Ends one session; the one that asks is signed out.")
  @APIResponse(responseCode = "204", description = "Ended.")
  @APIResponse(responseCode = "404", ref = "Error")
  public Response end(@PathParam("id") String id) {
    return switch (asking().end(Ids.parse(id))) {
      case OTHER -> Response.noContent().build();
      case ASKING -> Response.noContent().header(HttpHeaders.SET_COOKIE, cookie.clear()).build();
      case ABSENT -> throw new ApiException(ErrorCode.NOT_FOUND);
    };
  }

  /** Ends all but the one that asks. */
  @DELETE
  @Audited("session.end_others")
  @Operation(operationId = "endOtherSessions", summary = "Ends all sessions but the one that asks.")
  @APIResponse(responseCode = "204", description = "Ended.")
  public Response endOthers() {
    asking().endOthers();
    return Response.noContent().build();
  }

  private PersonSessions asking() {
    return UserSession.of(request)
        .map(asking -> new PersonSessions(sessions, asking))
        .orElseThrow(() -> new ApiException(ErrorCode.UNAUTHENTICATED));
  }
}
