package io.visiona.api.agents.pairing;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Cursor;
import io.visiona.api.http.Ids;
import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Page;
import io.visiona.api.http.PageRequest;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.platform.audit.Audited;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /api/pairing/tokens}: the caller's pairing codes. */
@Path("/pairing/tokens")
@Tag(name = "pairing")
@Dependent
@Produces(Problems.JSON)
public class PairingTokensResource {
  private static final int LONGEST_LABEL = 100;
  private static final String DEFAULT_LABEL = "agent";

  private final Caller caller;
  private final PairingCodes codes;
  private final PublicSite site;

  @Inject
  public PairingTokensResource(Caller caller, PairingCodes codes, PublicSite site) {
    this.site = site;
    this.caller = caller;
    this.codes = codes;
  }

  /** Makes a code; this answer is the only place it is ever shown. */
  @POST
  @Audited(value = "pairing_code.make", made = "id")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "issuePairingCode",
      summary = "Makes a pairing code; this answer is the only place it is shown.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = NewPairingCode.class)))
  @APIResponse(
      responseCode = "201",
      description = "The code.",
      content = @Content(schema = @Schema(implementation = NewCode.class)))
  public Response issue(JsonBody body) {
    String label = body.optionalText("label", LONGEST_LABEL).orElse(DEFAULT_LABEL);
    boolean allowProxy = body.optionalFlag("allow_proxy").orElse(false);
    IssuedCode issued = codes.issue(caller.subject(), label, allowProxy);
    return Response.status(Response.Status.CREATED)
        .header("Cache-Control", "no-store")
        .entity(NewCode.of(issued, label, site.url()))
        .build();
  }

  /** A page of the codes made within the last day, without the codes themselves. */
  @GET
  @Operation(
      operationId = "listPairingCodes",
      summary = "The codes made within the last day, without the codes themselves.")
  @APIResponse(
      responseCode = "200",
      description = "A page of them, the last made first.",
      content = @Content(schema = @Schema(ref = "PairingCodePage")))
  public Page<PairingCode> list(
      @Parameter(ref = "Cursor") @QueryParam("cursor") @Nullable String cursor,
      @Parameter(ref = "Limit") @QueryParam("limit") @Nullable String limit) {
    PageRequest asked = PageRequest.of(cursor, limit);
    return asked.page(
        codes.list(caller.subject(), asked.after(), asked.rows()),
        code -> new Cursor(code.createdAt(), code.id()));
  }

  /** Withdraws a code. */
  @DELETE
  @Audited("pairing_code.withdraw")
  @Path("/{id}")
  @Operation(operationId = "withdrawPairingCode", summary = "Withdraws a code.")
  @APIResponse(responseCode = "204", description = "Withdrawn.")
  @APIResponse(responseCode = "404", ref = "Error")
  public Response withdraw(@PathParam("id") String id) {
    if (!codes.withdraw(caller.subject(), Ids.parse(id))) {
      throw new ApiException(ErrorCode.NOT_FOUND);
    }
    return Response.noContent().build();
  }

  /** What a person asks for. */
  @Schema(name = "NewPairingCode")
  record NewPairingCode(
      @Schema(minLength = 1, maxLength = LONGEST_LABEL, defaultValue = DEFAULT_LABEL)
          @Nullable String label,
      @Schema(
              defaultValue = "false",
              description = "Whether the agent's own web server may be reached.")
          @Nullable Boolean allowProxy) {}
}
