package io.visiona.api.events;

import io.visiona.api.devices.StreamLimiter;
import io.visiona.api.devices.StreamLimiter.Lease;
import io.visiona.api.events.Event.News;
import io.visiona.api.http.JsonRecordWriter;
import io.visiona.api.http.Later;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.sessions.UserSessionConfig;
import io.visiona.api.platform.drain.ApiDrain;
import io.visiona.shared.container.ServerVersion;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/events}: what happens to the caller's own things, as it happens. */
@Path("/events")
@Tag(name = "events")
@Singleton
@Produces(MediaType.SERVER_SENT_EVENTS)
public class EventsResource {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final HttpServletRequest request;
  private final EventHub hub;
  private final StreamLimiter streams;
  private final UserSessionConfig config;
  private final ServerVersion version;
  private final ApiDrain drain;
  private final Later later;

  @Inject
  public EventsResource(
      HttpServletRequest request,
      EventHub hub,
      StreamLimiter streams,
      UserSessionConfig config,
      ServerVersion version,
      ApiDrain drain,
      Later later) {
    this.request = request;
    this.hub = hub;
    this.streams = streams;
    this.config = config;
    this.version = version;
    this.drain = drain;
    this.later = later;
  }

  /** Data of the event {@code hello}. */
  public record Hello(
      String serverVersion, String at, String sessionExpiresAt, long idleTimeoutS) {}

  /** The stream; {@code Last-Event-ID} goes on where an earlier one ended. */
  @GET
  @Operation(
      operationId = "watchEvents",
      summary = "What happens to the person's own things, as it happens.")
  @APIResponse(
      responseCode = "200",
      description =
          "Server-sent events hello, agent, conversion, model, pairing_code, session, resync and session_ended; the data of each is JSON.",
      content =
          @Content(
              mediaType = "text/event-stream",
              schema = @Schema(implementation = String.class)))
  @APIResponse(responseCode = "429", ref = "Error")
  public void events(
      @Parameter(description = "What was seen last, to go on from there.")
          @HeaderParam("Last-Event-ID")
          @Nullable String lastSeen,
      @Suspended AsyncResponse response) {
    UserSession session =
        UserSession.of(request).orElseThrow(() -> new ApiException(ErrorCode.UNAUTHENTICATED));
    AtomicReference<@Nullable Ring> ring = new AtomicReference<>();
    Lease lease = streams.open(session, null, null, () -> wake(ring.get()));
    later.answer(response, () -> begin(session, lease, ring, lastSeen));
  }

  private static void wake(@Nullable Ring ring) {
    if (ring != null) {
      ring.wake();
    }
  }

  private Response begin(
      UserSession session,
      Lease lease,
      AtomicReference<@Nullable Ring> ring,
      @Nullable String lastSeen) {
    boolean begun = false;
    try {
      EventHub.Watch watch = hub.watch(session.caller().subject());
      ring.set(watch.ring());
      EventStream stream =
          new EventStream(watch, lease, number(lastSeen), () -> hello(session), drain::isDraining);
      begun = true;
      return Response.ok(stream, MediaType.SERVER_SENT_EVENTS + ";charset=utf-8")
          .header("Cache-Control", "no-store")
          .header("X-Accel-Buffering", "no")
          .build();
    } finally {
      if (!begun) {
        lease.close();
      }
    }
  }

  private News hello(UserSession session) {
    return new News(
        "hello",
        JsonRecordWriter.text(
            new Hello(
                version.text(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                session.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                config.idleTimeout().toSeconds())));
  }

  /** What is no number of ours was seen nowhere: the client is to load its lists again. */
  private static OptionalLong number(@Nullable String lastSeen) {
    if (lastSeen == null || lastSeen.isEmpty()) {
      return OptionalLong.empty();
    }
    return NUMBER.matcher(lastSeen).matches()
        ? OptionalLong.of(Long.parseLong(lastSeen))
        : OptionalLong.of(-1);
  }
}
