package io.visiona.api.identity.signin;

import io.visiona.api.http.Later;
import io.visiona.api.identity.oidc.CallbackResponse;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.SessionCookie.Presented;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.identity.signin.SignIn.Started;
import io.visiona.api.platform.audit.AuditEvent;
import io.visiona.api.platform.audit.AuditEvent.Actor;
import io.visiona.api.platform.audit.AuditLog;
import io.visiona.api.platform.audit.Audited;
import io.visiona.api.platform.audit.Origin;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Signing in and out over HTTP. Login and callback are visited by people, so a failure is a page
 * for who accepts HTML and the envelope for everybody else; both wait for the provider and so run
 * off the request pool. One for all requests, with one proxy of the request: a resource or a proxy
 * made for each, or asking CDI, would cost more than {@code me} does.
 */
@Path("auth")
@Tag(name = "auth")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
public class AuthResource {
  private static final Logger LOG = System.getLogger(AuthResource.class.getName());

  /** In the query: this is the site's public name, as far as anybody can tell. */
  private static final String MOVED = "moved";

  private static final int UNAVAILABLE = 503;
  private static final int RETRY_SECONDS = 5;

  private final SignIn signIn;
  private final SessionCookie cookie;
  private final PublicSite site;
  private final UserSessionConfig config;
  private final AuditLog audit;
  private final Later later;
  private final PageLanguages languages;

  /** Of the request that the thread at hand serves. */
  @Context private HttpServletRequest request;

  @Inject
  public AuthResource(
      SignIn signIn,
      SessionCookie cookie,
      PublicSite site,
      UserSessionConfig config,
      AuditLog audit,
      Later later,
      PageLanguages languages) {
    this.audit = audit;
    this.signIn = signIn;
    this.cookie = cookie;
    this.site = site;
    this.config = config;
    this.later = later;
    this.languages = languages;
  }

  /** 302 to the Member Center. */
  @GET
  @Path("login")
  @Produces(MediaType.WILDCARD)
  @Operation(operationId = "login", summary = "Begins signing in at the Member Center.")
  @Parameter(
      name = "return_to",
      in = ParameterIn.QUERY,
      description = "Path of this site to end at.",
      schema = @Schema(implementation = String.class))
  @APIResponse(responseCode = "302", ref = "Redirect")
  public void login(@Suspended AsyncResponse response) {
    Presented presented = cookie.read(request);
    Map<String, List<String>> query = Query.parse(request.getQueryString());
    String returnTo = query.getOrDefault("return_to", List.of("")).getFirst();
    PageTexts page = page();
    if (page != null && !query.containsKey(MOVED) && !site.isAt(request.getHeader("Host"))) {
      response.resume(redirect(atTheSite(ReturnTo.sanitise(returnTo))).build());
      return;
    }
    answer(
        response,
        page,
        ReturnTo.sanitise(returnTo),
        () -> {
          Started started = signIn.begin(presented, returnTo);
          return redirect(started.location())
              .header(HttpHeaders.SET_COOKIE, cookie.issue(started.sessionId()))
              .build();
        });
  }

  /** Where the Member Center sends the browser back to; 302 into the site with a new session. */
  @GET
  @Path("callback")
  @Produces(MediaType.WILDCARD)
  @Operation(
      operationId = "loginCallback",
      summary = "Where the Member Center sends the browser back to.")
  @Parameter(name = "code", in = ParameterIn.QUERY, schema = @Schema(implementation = String.class))
  @Parameter(
      name = "state",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = String.class))
  @Parameter(
      name = "error",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = String.class))
  @APIResponse(responseCode = "302", ref = "Redirect")
  public void callback(@Suspended AsyncResponse response) {
    Presented presented = cookie.read(request);
    Optional<CallbackResponse> answer = CallbackResponse.of(Query.parse(request.getQueryString()));
    PageTexts page = page();
    Origin origin = Origin.of(request);
    answer(
        response,
        page,
        ReturnTo.HOME,
        () -> response(page, origin, signIn.finish(presented, answer)));
  }

  /** Who is signed in, and until when at most. */
  @GET
  @Path("me")
  @Operation(operationId = "me", summary = "Who is signed in, and until when at most.")
  @APIResponse(
      responseCode = "200",
      description = "The person.",
      content = @Content(schema = @Schema(implementation = Me.class)))
  public Me me() {
    return Me.of(session(), config);
  }

  /** Ends the session here and says where to end it at the Member Center. */
  @POST
  @Audited("session.sign_out")
  @Path("logout")
  @Operation(
      operationId = "logout",
      summary = "Ends the session here and says where to end it at the Member Center.")
  @APIResponse(
      responseCode = "200",
      description = "Signed out.",
      content = @Content(schema = @Schema(implementation = LoggedOut.class)))
  public void logout(@Suspended AsyncResponse response) {
    UserSession session = session();
    later.answer(
        response,
        () ->
            Response.ok(new LoggedOut(signIn.signOut(session).map(URI::toString).orElse(null)))
                .header(HttpHeaders.SET_COOKIE, cookie.clear())
                .build());
  }

  private Response response(@Nullable PageTexts page, Origin origin, CallbackOutcome outcome) {
    return switch (outcome) {
      case CallbackOutcome.SignedIn(String sessionId, UserSession session, String returnTo) -> {
        Response answer =
            redirect(site.at(returnTo))
                .header(HttpHeaders.SET_COOKIE, cookie.issue(sessionId))
                .build();
        audit.record(
            AuditEvent.now(
                session.caller().subject(),
                Actor.PERSON,
                session.publicId(),
                null,
                "session.sign_in",
                session.publicId().toString(),
                null,
                origin,
                answer.getStatus()));
        yield answer;
      }
      case CallbackOutcome.AlreadySignedIn() -> redirect(site.at(ReturnTo.HOME)).build();
      case CallbackOutcome.Refused(CallbackOutcome.Reason reason, String returnTo) -> {
        if (page == null) {
          throw new ApiException(reason.code(), reason.title() + ". " + reason.text());
        }
        yield page(page, reason.code(), SignInPage.of(page, reason, returnTo)).build();
      }
    };
  }

  /**
   * Does the work off the request pool, where the request itself can no longer be asked anything.
   * People get a page whatever happens.
   *
   * @param page its texts, null for programs
   */
  private void answer(
      AsyncResponse response, @Nullable PageTexts page, String returnTo, Supplier<Response> work) {
    later.answer(
        response,
        () -> {
          try {
            return work.get();
          } catch (ApiException failed) {
            if (page == null) {
              throw failed;
            }
            LOG.log(Level.WARNING, "Signing in failed: " + failed.code().code(), failed);
            return failurePage(page, failed.code(), returnTo);
          } catch (RuntimeException unexpected) {
            if (page == null) {
              throw unexpected;
            }
            LOG.log(Level.ERROR, "Signing in failed", unexpected);
            return failurePage(page, ErrorCode.INTERNAL, returnTo);
          }
        });
  }

  private static Response failurePage(PageTexts page, ErrorCode code, String returnTo) {
    ResponseBuilder answer = page(page, code, SignInPage.of(page, code, returnTo));
    return code.status() == UNAVAILABLE
        ? answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build()
        : answer.build();
  }

  /**
   * Another name of the site, localhost for instance: the Member Center leads back to the public
   * one, where a cookie of this one is not sent. Once only: a proxy in front may pass a name of its
   * own.
   */
  private URI atTheSite(String returnTo) {
    return site.at(
        "/api/auth/login?"
            + MOVED
            + "=1&return_to="
            + URLEncoder.encode(returnTo, StandardCharsets.UTF_8));
  }

  private UserSession session() {
    return UserSession.of(request).orElseThrow(() -> new ApiException(ErrorCode.UNAUTHENTICATED));
  }

  /** The texts of a page, for who wants one. */
  private @Nullable PageTexts page() {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(MediaType.TEXT_HTML) ? languages.of(request) : null;
  }

  private static ResponseBuilder page(PageTexts texts, ErrorCode code, String html) {
    // As bytes, because RESTEasy escapes the text of an error that is HTML.
    return Response.status(code.status())
        .type("text/html;charset=utf-8")
        .header(HttpHeaders.CONTENT_LANGUAGE, texts.language())
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
        .entity(html.getBytes(StandardCharsets.UTF_8));
  }

  private static ResponseBuilder redirect(URI location) {
    return Response.status(Response.Status.FOUND).header(HttpHeaders.LOCATION, location.toString());
  }
}
