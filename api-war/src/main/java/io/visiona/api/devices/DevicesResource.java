package io.visiona.api.devices;

import io.visiona.api.agents.Agent;
import io.visiona.api.agents.Agents;
import io.visiona.api.agents.LiveTunnels;
import io.visiona.api.http.Caller;
import io.visiona.api.http.Later;
import io.visiona.api.http.Problems;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /api/devices}: the devices of all of a person's agents, asked now. */
@Path("/devices")
@Tag(name = "devices")
@Dependent
@Produces(Problems.JSON)
public class DevicesResource {
  private static final long SHORTEST = 100;
  private static final long USUAL = 2_000;
  private static final long LONGEST = 10_000;

  private final Caller caller;
  private final HttpServletRequest request;
  private final Agents agents;
  private final LiveTunnels tunnels;
  private final AgentsDevices devices;
  private final Later later;

  @Inject
  public DevicesResource(
      Caller caller,
      HttpServletRequest request,
      Agents agents,
      LiveTunnels tunnels,
      AgentsDevices devices,
      Later later) {
    this.caller = caller;
    this.request = request;
    this.agents = agents;
    this.tunnels = tunnels;
    this.devices = devices;
    this.later = later;
  }

  /** One answer at the deadline at the latest, with what every agent has said until then. */
  @GET
  @Operation(
      operationId = "listAllDevices",
      summary = "The devices of all of the person's agents, asked in parallel.")
  @APIResponse(
      responseCode = "200",
      description = "What every agent has said until then.",
      content = @Content(schema = @Schema(ref = "AgentsDevices")))
  @APIResponse(responseCode = "422", ref = "Error")
  public void list(
      @Parameter(
              description = "When the answer comes at the latest.",
              schema =
                  @Schema(
                      implementation = Integer.class,
                      minimum = "100",
                      maximum = "10000",
                      defaultValue = "2000"))
          @QueryParam("deadline_ms")
          @Nullable String deadline,
      @Suspended AsyncResponse response) {
    Duration limit = Duration.ofMillis(millis(deadline));
    String owner = caller.subject();
    String requestId = RequestIdFilter.of(request);
    later.answer(response, () -> answer(owner, requestId, limit));
  }

  private Response answer(String owner, String requestId, Duration limit)
      throws InterruptedException {
    long began = System.nanoTime();
    List<Agent> theirs = agents.all(owner);
    Set<UUID> offline =
        tunnels
            .liveOf(Set.of(owner))
            .map(live ->
                theirs.stream()
                    .map(Agent::id)
                    .filter(agent -> !live.containsKey(agent.toString()))
                    .collect(Collectors.toSet()))
            .orElse(Set.of());
    List<AgentsDevices.Said> all = devices.ask(theirs, offline, requestId, limit);
    JsonArrayBuilder items = CachedJson.createArrayBuilder();
    all.forEach(said -> items.add(item(said)));
    JsonObject body =
        CachedJson.createObjectBuilder()
            .add("items", items)
            .addNull("next")
            .add("took_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
            .add("complete", all.stream().allMatch(AgentsDevices.Said::isKnown))
            .build();
    return Response.ok(body.toString(), Problems.JSON)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static JsonObject item(AgentsDevices.Said said) {
    ErrorCode error = said.error();
    JsonValue why =
        error == null
            ? JsonValue.NULL
            : CachedJson.createObjectBuilder()
                .add("code", error.code())
                .add("i18n", error.i18n())
                .build();
    return CachedJson.createObjectBuilder()
        .add("agent_id", said.agent().id().toString())
        .add("label", said.agent().label())
        .add("status", said.status())
        .add("took_ms", said.tookMillis())
        .add("error", why)
        .add("devices", said.devices())
        .build();
  }

  private static long millis(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return USUAL;
    }
    try {
      long asked = Long.parseLong(text);
      if (asked >= SHORTEST && asked <= LONGEST) {
        return asked;
      }
    } catch (NumberFormatException notANumber) {
      throw outOfRange();
    }
    throw outOfRange();
  }

  private static ApiException outOfRange() {
    return new ApiException(
        ErrorCode.OUT_OF_RANGE,
        "deadline_ms must be a whole number between " + SHORTEST + " and " + LONGEST,
        Map.of("field", "deadline_ms", "min", SHORTEST, "max", LONGEST));
  }
}
