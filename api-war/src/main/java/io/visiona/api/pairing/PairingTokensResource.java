package io.visiona.api.pairing;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Cursor;
import io.visiona.api.http.Ids;
import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Page;
import io.visiona.api.http.PageRequest;
import io.visiona.api.http.Problems;
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
import org.jspecify.annotations.Nullable;

/** {@code /api/pairing/tokens}: the caller's pairing codes. */
@Path("/pairing/tokens")
@Dependent
@Produces(Problems.JSON)
public class PairingTokensResource {
  private static final int LONGEST_LABEL = 100;
  private static final String DEFAULT_LABEL = "agent";

  private final Caller caller;
  private final PairingCodes codes;

  @Inject
  public PairingTokensResource(Caller caller, PairingCodes codes) {
    this.caller = caller;
    this.codes = codes;
  }

  /** Makes a code; this answer is the only place it is ever shown. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response issue(JsonBody body) {
    String label = body.optionalText("label", LONGEST_LABEL).orElse(DEFAULT_LABEL);
    boolean allowProxy = body.optionalFlag("allow_proxy").orElse(false);
    IssuedCode issued = codes.issue(caller.subject(), label, allowProxy);
    return Response.status(Response.Status.CREATED).header("Cache-Control", "no-store").entity(issued).build();
  }

  /** A page of the codes made within the last day, without the codes themselves. */
  @GET
  public Page<PairingCode> list(
      @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit) {
    PageRequest asked = PageRequest.of(cursor, limit);
    return asked.page(
        codes.list(caller.subject(), asked.after(), asked.rows()), code -> new Cursor(code.createdAt(), code.id()));
  }

  /** Withdraws a code. */
  @DELETE
  @Path("/{id}")
  public Response withdraw(@PathParam("id") String id) {
    if (!codes.withdraw(caller.subject(), Ids.parse(id))) {
      throw new ApiException(ErrorCode.NOT_FOUND);
    }
    return Response.noContent().build();
  }
}
