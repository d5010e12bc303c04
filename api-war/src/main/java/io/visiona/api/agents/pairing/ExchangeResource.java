package io.visiona.api.agents.pairing;

import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.platform.audit.AuditEvent;
import io.visiona.api.platform.audit.AuditEvent.Actor;
import io.visiona.api.platform.audit.AuditLog;
import io.visiona.api.platform.audit.Origin;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.membercenter.FileAccessConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/pairing/exchange}: public, the code is the credential. A genuine code that was
 * already used answers 409 while it has not expired, whether the exchanges were simultaneous or
 * not: only who holds the code can learn that, and it tells them that somebody else may have it.
 * Unknown and expired codes answer the same 401.
 */
@Path("/pairing/exchange")
@Tag(name = "pairing")
@Dependent
@Produces(Problems.JSON)
public class ExchangeResource {
  private static final int LONGEST_TEXT = 100;
  private static final String UNKNOWN = "unknown";

  private final HttpServletRequest request;
  private final PairingCodes codes;
  private final ExchangeLimit limit;
  private final PairingConfig config;
  private final List<String> origins;
  private final AuditLog audit;

  @Inject
  public ExchangeResource(
      HttpServletRequest request,
      PairingCodes codes,
      ExchangeLimit limit,
      PairingConfig config,
      PublicSite site,
      FileAccessConfig files,
      AuditLog audit) {
    this.audit = audit;
    this.origins =
        Stream.concat(
                Stream.of(site.url().toString()),
                files.access().map(access -> origin(access.baseUrl())).stream())
            .distinct()
            .toList();
    this.request = request;
    this.codes = codes;
    this.limit = limit;
    this.config = config;
  }

  /**
   * Exchanges a code for a session token; this answer is the only place the token is ever shown.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "exchangePairingCode",
      summary = "An agent exchanges its code for a session token; the code is the credential.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = PairingExchange.class)))
  @APIResponse(
      responseCode = "201",
      description = "The agent is paired. The token is shown nowhere else.",
      content = @Content(schema = @Schema(implementation = Paired.class)))
  @APIResponse(responseCode = "401", ref = "Error")
  @APIResponse(responseCode = "409", ref = "Error")
  @APIResponse(responseCode = "429", ref = "Error")
  public Response exchange(JsonBody body) {
    ClientAddress address = ClientAddress.of(request);
    Optional<Duration> early = limit.wait(address);
    if (early.isPresent()) {
      return later(early.get());
    }
    String code = body.credential("code");
    Optional<Duration> near = limit.wait(code);
    if (near.isPresent()) {
      return later(near.get());
    }
    String name = body.optionalText("name", LONGEST_TEXT).orElse(UNKNOWN);
    String platform = body.optionalText("platform", LONGEST_TEXT).orElse(UNKNOWN);
    return switch (codes.exchange(code, name, platform)) {
      case PairingOutcome.Paired(String owner, var issued) -> {
        audit.record(
            AuditEvent.now(
                owner,
                Actor.AGENT,
                null,
                null,
                "agent.pair",
                issued.agent().toString(),
                null,
                Origin.of(request),
                Response.Status.CREATED.getStatusCode()));
        yield Response.status(Response.Status.CREATED)
            .header("Cache-Control", "no-store")
            .entity(new Paired(issued.agent(), issued.token(), config.tunnelUrl(), origins))
            .build();
      }
      case PairingOutcome.AlreadyUsed() -> problem(ErrorCode.CODE_ALREADY_USED).build();
      case PairingOutcome.Refused() -> {
        limit.refused(address, code);
        yield problem(ErrorCode.INVALID_CODE).build();
      }
    };
  }

  /**
   * What a paired agent keeps.
   *
   * @param fileOrigins where model files may come from: an agent fetches from nowhere else
   */
  @Schema(name = "Paired")
  public record Paired(
      UUID agentId,
      String sessionToken,
      URI tunnelUrl,
      @Schema(description = "Where model files may come from.") List<String> fileOrigins) {

    public Paired {
      fileOrigins = List.copyOf(fileOrigins);
    }

    /** Never prints the token. */
    @Override
    public String toString() {
      return "Paired[agentId=" + agentId + ", sessionToken=***]";
    }
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private Response later(Duration wait) {
    return problem(ErrorCode.RATE_LIMITED)
        .header("Retry-After", wait.plusMillis(999).toSeconds())
        .build();
  }

  private Response.ResponseBuilder problem(ErrorCode code) {
    return Problems.builder(request, code, code.message());
  }

  /** What an agent sends. */
  @Schema(name = "PairingExchange")
  record PairingExchange(
      String code,
      @Schema(minLength = 1, maxLength = LONGEST_TEXT, defaultValue = UNKNOWN)
          @Nullable String name,
      @Schema(minLength = 1, maxLength = LONGEST_TEXT, defaultValue = UNKNOWN)
          @Nullable String platform) {}
}
