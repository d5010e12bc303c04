package io.visiona.relay.internal;

import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.HashSet;
import java.util.Set;

/**
 * The live sessions of some owners only: an API server asks every second for those whose people are
 * watching. In the body, because owners are not for access logs.
 */
@Dependent
@Path("/presence")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PresenceResource {
  /** Owners of one question. */
  private static final int MOST = 1_000;

  private final InMemorySessionStore store;

  @Inject
  public PresenceResource(InMemorySessionStore store) {
    this.store = store;
  }

  /** Takes {@code {"owners":[…]}}; answers as the list of all sessions does. */
  @POST
  public JsonObject of(JsonObject body) {
    Set<String> owners = new HashSet<>();
    if (!(body.get("owners") instanceof JsonArray given) || given.size() > MOST) {
      throw new ApiException(ErrorCode.BAD_REQUEST);
    }
    for (JsonValue owner : given) {
      if (!(owner instanceof JsonString text)) {
        throw new ApiException(ErrorCode.BAD_REQUEST);
      }
      owners.add(text.getString());
    }
    return SummaryJson.of(
        store.list().stream().filter(summary -> owners.contains(summary.owner())).toList());
  }
}
