package io.visiona.api.server.audit;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Cursor;
import io.visiona.api.http.Page;
import io.visiona.api.http.PageRequest;
import io.visiona.api.http.Problems;
import io.visiona.api.platform.audit.AuditEvent;
import io.visiona.api.platform.audit.AuditTrail;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /api/audit}: what was done to the caller's own things. */
@Path("/audit")
@Tag(name = "audit")
@Dependent
@Produces(Problems.JSON)
public class AuditResource {
  private final Caller caller;
  private final AuditTrail trail;

  /** Made for each request. */
  @Inject
  public AuditResource(Caller caller, AuditTrail trail) {
    this.caller = caller;
    this.trail = trail;
  }

  /** A page of it, the last first. */
  @GET
  @Operation(
      operationId = "listAuditEvents",
      summary =
          "What was done to the person's own things: by whom, from where, and what came of it.",
      description = "An event is there a moment after its answer, and for visiona.audit.keep.")
  @APIResponse(
      responseCode = "200",
      description = "A page of it, the last first.",
      content = @Content(schema = @Schema(ref = "AuditEventPage")))
  public Page<AuditView> list(
      @Parameter(ref = "Cursor") @QueryParam("cursor") @Nullable String cursor,
      @Parameter(ref = "Limit") @QueryParam("limit") @Nullable String limit) {
    PageRequest asked = PageRequest.of(cursor, limit);
    Page<AuditEvent> page =
        asked.page(
            trail.list(caller.subject(), asked.after(), asked.rows()),
            event -> new Cursor(event.at(), event.id()));
    return page.map(AuditView::of);
  }
}
