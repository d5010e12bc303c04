package io.visiona.api.conversion;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Ids;
import io.visiona.api.http.Later;
import io.visiona.api.http.Problems;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** {@code /api/conversions/{conversion}}: one of the caller's conversions; anybody else's is not there. */
@Path("/conversions/{conversion}")
@Dependent
@Produces(Problems.JSON)
public class ConversionResource {
  private final Caller caller;
  private final ConversionService conversions;
  private final Later later;

  @Inject
  public ConversionResource(Caller caller, ConversionService conversions, Later later) {
    this.caller = caller;
    this.conversions = conversions;
    this.later = later;
  }

  /** How it is now. */
  @GET
  public ConversionView get(@PathParam("conversion") String id) {
    return ConversionView.of(owned(id));
  }

  /**
   * Cancels it: 204 now and again; 409 when it was over before. The converter is told in the next moment, and until it has heard.
   */
  @DELETE
  public Response cancel(@PathParam("conversion") String id) {
    UUID conversion = Ids.parse(id);
    Conversions.Cancellation done =
        conversions
            .stored()
            .cancel(caller.subject(), conversion)
            .orElseThrow(() -> new ApiException(ErrorCode.NOT_FOUND));
    return switch (done) {
      case CANCELLED_NOW -> {
        conversions.uploads().stop(conversion);
        conversions.metrics().ended(Status.CANCELLED);
        yield Response.noContent().build();
      }
      case CANCELLED -> Response.noContent().build();
      case TOO_LATE -> throw new ApiException(ErrorCode.CONFLICT, "The conversion is already over.");
    };
  }

  /** How it is now and each change, until it is over. */
  @GET
  @Path("/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void events(@PathParam("conversion") String id, @Suspended AsyncResponse response) {
    Watchers.Watcher watcher = conversions.watchers().watch(owned(id));
    EventStream stream = new EventStream(watcher, conversions.stopping());
    later.answer(
        response,
        () ->
            Response.ok(stream, MediaType.SERVER_SENT_EVENTS + ";charset=utf-8")
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build());
  }

  /** Sends the browser to the file, with a token for it alone. */
  @GET
  @Path("/result")
  public void result(@PathParam("conversion") String id, @Suspended AsyncResponse response) {
    Results results = conversions.results();
    Conversion conversion = owned(id);
    later.answer(
        response,
        () ->
            Response.status(Response.Status.FOUND)
                .location(results.download(conversion))
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build());
  }

  /** What a promotion made: an entry of {@code /api/models}. */
  public record Promoted(UUID modelId) {}

  /** Puts it into the library; again gives the same model. */
  @POST
  @Path("/promote")
  public void promote(@PathParam("conversion") String id, @Suspended AsyncResponse response) {
    Results results = conversions.results();
    Conversion conversion = owned(id);
    later.answer(response, () -> new Promoted(results.promote(conversion).id()));
  }

  private Conversion owned(String id) {
    return conversions.stored().get(caller.subject(), Ids.parse(id));
  }
}
