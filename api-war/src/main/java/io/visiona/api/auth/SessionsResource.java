package io.visiona.api.auth;

import io.visiona.api.http.Ids;
import io.visiona.api.http.Page;
import io.visiona.api.http.Problems;
import io.visiona.api.usersession.SessionCookie;
import io.visiona.api.usersession.UserSession;
import io.visiona.api.usersession.UserSessionStore;
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

/** {@code /api/auth/sessions}: where the caller is signed in. A person has a bounded number of sessions, so the list is one page. */
@Path("auth/sessions")
@Singleton
@Produces(Problems.JSON)
public class SessionsResource {
  private final UserSessionStore sessions;
  private final SessionCookie cookie;
  private final HttpServletRequest request;

  @Inject
  public SessionsResource(UserSessionStore sessions, SessionCookie cookie, HttpServletRequest request) {
    this.sessions = sessions;
    this.cookie = cookie;
    this.request = request;
  }

  /** All of them, the last made first. */
  @GET
  public Page<SessionView> list() {
    return new Page<>(asking().list(), null);
  }

  /** Ends one; ending the one that asks is signing out, and takes the cookie away. 404 if the caller has no such session. */
  @DELETE
  @Path("{id}")
  public Response end(@PathParam("id") String id) {
    return switch (asking().end(Ids.parse(id))) {
      case OTHER -> Response.noContent().build();
      case ASKING -> Response.noContent().header(HttpHeaders.SET_COOKIE, cookie.clear()).build();
      case ABSENT -> throw new ApiException(ErrorCode.NOT_FOUND);
    };
  }

  /** Ends all but the one that asks. */
  @DELETE
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
