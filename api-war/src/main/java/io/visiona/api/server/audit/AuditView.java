package io.visiona.api.server.audit;

import io.visiona.api.platform.audit.AuditEvent;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An {@link AuditEvent} as the person whose things it is about sees it. */
@Schema(name = "AuditEvent")
public record AuditView(
    UUID id,
    Instant at,
    @Schema(description = "person, agent (who had a pairing code) or provider (the Member Center)")
        String actor,
    @Schema(description = "The session it was done with, as in the list of sessions.")
        @Nullable UUID sessionId,
    @Schema(description = "What the program that has the session calls itself.")
        @Nullable String program,
    @Schema(description = "The kind of thing, a dot, and what was done, as agent.revoke.")
        String action,
    @Schema(description = "The id of what it was done to; null for all of its kind.")
        @Nullable String thing,
    @Schema(description = "What else is to be known: what an agent was asked, and the model.")
        @Nullable String detail,
    @Schema(description = "From where.") String address,
    @Schema(enumeration = {"done", "refused", "failed"}) String outcome,
    @Schema(description = "Of the answer.") int status,
    @Schema(description = "The same as X-Request-Id of the answer.") String requestId) {

  static AuditView of(AuditEvent event) {
    return new AuditView(
        event.id(),
        event.at(),
        event.actor().tag(),
        event.session(),
        event.program(),
        event.action(),
        event.thing(),
        event.detail(),
        event.address(),
        event.outcome(),
        event.status(),
        event.requestId());
  }
}
