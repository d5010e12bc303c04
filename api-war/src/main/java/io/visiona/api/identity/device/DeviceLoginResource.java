package io.visiona.api.identity.device;

import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.device.DeviceGrant.Decided;
import io.visiona.api.identity.device.DeviceGrant.Started;
import io.visiona.api.identity.sessions.DeviceLogin;
import io.visiona.api.identity.sessions.DeviceLogins;
import io.visiona.api.identity.sessions.SessionCookie;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.platform.audit.AuditEvent;
import io.visiona.api.platform.audit.AuditEvent.Actor;
import io.visiona.api.platform.audit.AuditLog;
import io.visiona.api.platform.audit.Audited;
import io.visiona.api.platform.audit.Origin;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/auth/device}: signing a program in. Starting and redeeming are public, the device
 * code is the credential; deciding needs a person's session and, as everything that changes
 * something, a page of ours. Codes are in bodies, never in the address of a request. Thread-safe.
 */
@Path("auth/device")
@Tag(name = "auth")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(Problems.JSON)
public class DeviceLoginResource {
  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_ADDRESS = 120;

  private final DeviceGrant grant;
  private final DeviceLimits limits;
  private final SessionCookie cookie;
  private final PublicSite site;
  private final AuditLog audit;
  private final HttpServletRequest request;

  @Inject
  public DeviceLoginResource(
      DeviceGrant grant,
      DeviceLimits limits,
      SessionCookie cookie,
      PublicSite site,
      AuditLog audit,
      HttpServletRequest request) {
    this.audit = audit;
    this.grant = grant;
    this.limits = limits;
    this.cookie = cookie;
    this.site = site;
    this.request = request;
  }

  /**
   * What a program needs to be signed in (RFC 8628 section 3.2).
   *
   * @param deviceCode the program's secret
   * @param userCode what the program shows
   * @param verificationUri the page to open
   * @param verificationUriComplete the same, with the code after {@code #}, where no server sees it
   * @param expiresIn seconds
   * @param interval seconds to wait between two questions
   */
  @Schema(name = "DeviceLogin")
  public record Waiting(
      @Schema(description = "The program's secret.") String deviceCode,
      @Schema(description = "What the program shows.") String userCode,
      URI verificationUri,
      @Schema(description = "With the code behind #.") URI verificationUriComplete,
      @Schema(description = "Seconds.") long expiresIn,
      @Schema(description = "Seconds to wait between two questions.") long interval) {
    /** Never prints the codes. */
    @Override
    public String toString() {
      return "Waiting[***]";
    }
  }

  /**
   * A program's session.
   *
   * @param cookie {@code name=value}, to be sent as {@code Cookie}
   * @param sessionId by which it stands in the person's list
   */
  @Schema(name = "ProgramSession")
  public record ProgramSession(
      @Schema(description = "name=value, to be sent as Cookie.") String cookie,
      @Schema(description = "By which it stands in the person's list.") UUID sessionId,
      String username,
      @Schema(format = "date-time") String expiresAt) {
    /** Never prints the cookie. */
    @Override
    public String toString() {
      return "ProgramSession[***]";
    }
  }

  /**
   * What a person decides about.
   *
   * @param name what the program calls itself
   * @param address from where it asked
   * @param local whether the program listens on the machine of the browser
   */
  @Schema(name = "AskingProgram")
  public record Asking(
      String userCode,
      @Schema(description = "What the program calls itself.") String name,
      @Schema(description = "From where it asked.") String address,
      @Schema(format = "date-time") String createdAt,
      @Schema(description = "Whether it listens on the machine of the browser.") boolean local) {}

  /**
   * What came of a decision.
   *
   * @param location where the browser goes, null to stay
   */
  @Schema(name = "DeviceDecision")
  public record Decision(
      @Schema(description = "Where the browser goes now; null to stay.")
          @Nullable String location) {
    /** Never prints the code. */
    @Override
    public String toString() {
      return "Decision[***]";
    }
  }

  /** Starts a login. */
  @POST
  @Operation(
      operationId = "startDeviceLogin",
      summary = "Begins signing in a program; a person approves it in a browser (RFC 8628).")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = NewDeviceLogin.class)))
  @APIResponse(
      responseCode = "200",
      description = "The codes.",
      content = @Content(schema = @Schema(implementation = Waiting.class)))
  @APIResponse(responseCode = "429", ref = "Error")
  public Waiting start(JsonBody body) {
    ClientAddress address = ClientAddress.of(request);
    limits.starts().count(address.range());
    String name = body.text("name", LONGEST_NAME);
    String redirect = body.optionalText("redirect_uri", LONGEST_ADDRESS).orElse(null);
    if (redirect != null && !LoopbackAddress.isOne(redirect)) {
      throw new ApiException(
          ErrorCode.BAD_REQUEST,
          "redirect_uri must be http://127.0.0.1:PORT/ or http://[::1]:PORT/",
          Map.of("field", "redirect_uri"));
    }
    Started started = grant.start(name, address.text(), redirect);
    String shown = UserCodes.shown(started.login().userCode());
    return new Waiting(
        started.deviceCode(),
        shown,
        site.at("/connect"),
        site.at("/connect#" + shown),
        DeviceLogins.LIFETIME.toSeconds(),
        DeviceGrant.INTERVAL.toSeconds());
  }

  /** Gives the program its session, once the person has approved. */
  @POST
  @Path("token")
  @Operation(
      operationId = "redeemDeviceLogin",
      summary =
          "Gives a program its session once it is approved; until then 400 authorization_pending.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = DeviceToken.class)))
  @APIResponse(
      responseCode = "200",
      description = "The session; told once.",
      content = @Content(schema = @Schema(implementation = ProgramSession.class)))
  @APIResponse(responseCode = "429", ref = "Error")
  public ProgramSession token(JsonBody body) {
    String address = ClientAddress.of(request).range();
    limits.wrongDeviceCodes().check(address);
    String deviceCode = body.credential("device_code");
    @Nullable String code = body.optionalText("code", LONGEST_ADDRESS).orElse(null);
    return switch (grant.redeem(deviceCode, code)) {
      case DevicePollResult.Pending() -> throw new ApiException(ErrorCode.AUTHORIZATION_PENDING);
      case DevicePollResult.TooOften() -> throw new ApiException(ErrorCode.SLOW_DOWN);
      case DevicePollResult.Denied() -> throw new ApiException(ErrorCode.ACCESS_DENIED);
      case DevicePollResult.Unknown() -> {
        limits.wrongDeviceCodes().happened(address);
        throw new ApiException(ErrorCode.EXPIRED_TOKEN);
      }
      case DevicePollResult.WrongCode() -> {
        limits.wrongDeviceCodes().happened(address);
        throw new ApiException(ErrorCode.INVALID_GRANT);
      }
      case DevicePollResult.SignedIn(String id, UserSession session) -> {
        audit.record(
            AuditEvent.now(
                session.caller().subject(),
                Actor.PERSON,
                session.publicId(),
                session.program(),
                "program.sign_in",
                session.publicId().toString(),
                null,
                Origin.of(request),
                Response.Status.OK.getStatusCode()));
        yield new ProgramSession(
            cookie.pair(id),
            session.publicId(),
            session.caller().username(),
            session.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
      }
    };
  }

  /** Shows a person what waits under a code. */
  @POST
  @Path("look")
  @Operation(operationId = "lookAtDeviceLogin", summary = "What waits under a code.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = UserCode.class)))
  @APIResponse(
      responseCode = "200",
      description = "The program that asks.",
      content = @Content(schema = @Schema(implementation = Asking.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "429", ref = "Error")
  public Asking look(JsonBody body) {
    UserSession person = person();
    return found(person, grant.waiting(typed(person, body)).map(DeviceLoginResource::asking));
  }

  /** Signs the program in as the person who asks. */
  @POST
  @Audited("program.approve")
  @Path("approve")
  @Operation(
      operationId = "approveDeviceLogin",
      summary = "Signs the program in as the person who asks.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = UserCode.class)))
  @APIResponse(
      responseCode = "200",
      description = "Approved.",
      content = @Content(schema = @Schema(implementation = Decision.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "429", ref = "Error")
  public Decision approve(JsonBody body) {
    UserSession person = person();
    return decision(person, grant.approve(person, typed(person, body)));
  }

  /** Sends the program away. */
  @POST
  @Audited("program.deny")
  @Path("deny")
  @Operation(operationId = "denyDeviceLogin", summary = "Sends the program away.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = UserCode.class)))
  @APIResponse(
      responseCode = "200",
      description = "Denied.",
      content = @Content(schema = @Schema(implementation = Decision.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "429", ref = "Error")
  public Decision deny(JsonBody body) {
    UserSession person = person();
    return decision(person, grant.deny(typed(person, body)));
  }

  private static Asking asking(DeviceLogin login) {
    return new Asking(
        UserCodes.shown(login.userCode()),
        login.name(),
        login.address(),
        login.createdAt().truncatedTo(ChronoUnit.MILLIS).toString(),
        login.redirect() != null);
  }

  private Decision decision(UserSession person, Optional<Decided> decided) {
    return new Decision(found(person, decided).location());
  }

  /** Who guesses is held up: a wrong code counts, a right one does not. */
  private <T> T found(UserSession person, Optional<T> what) {
    return what.orElseThrow(() -> {
      limits.wrongUserCodes().happened(person.caller().subject());
      return new ApiException(ErrorCode.NOT_FOUND);
    });
  }

  private String typed(UserSession person, JsonBody body) {
    limits.wrongUserCodes().check(person.caller().subject());
    return body.credential("user_code");
  }

  private UserSession person() {
    return UserSession.of(request).orElseThrow(() -> new ApiException(ErrorCode.UNAUTHENTICATED));
  }

  /** What starts a login. */
  @Schema(name = "NewDeviceLogin")
  record NewDeviceLogin(
      @Schema(
              minLength = 1,
              maxLength = LONGEST_NAME,
              description = "What the program calls itself; the person reads it.")
          String name,
      @Schema(
              maxLength = LONGEST_ADDRESS,
              description =
                  "Where the program listens on the machine of the browser: http://127.0.0.1:PORT/ or http://[::1]:PORT/.")
          @Nullable String redirectUri) {}

  /** What redeems one. */
  @Schema(name = "DeviceToken")
  record DeviceToken(
      String deviceCode,
      @Schema(
              maxLength = LONGEST_ADDRESS,
              description = "What the browser brought; for a program that listens.")
          @Nullable String code) {}

  /** What names one to a person. */
  @Schema(name = "UserCode")
  record UserCode(
      @Schema(description = "As the program shows it; small letters and blanks do not matter.")
          String userCode) {}
}
