package io.visiona.api.models.conversions;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Ids;
import io.visiona.api.http.Later;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.models.converter.Status;
import io.visiona.api.platform.audit.Audited;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.streams.StreamHolder;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /api/conversions/{conversion}}: one of the caller's conversions; anybody else's is not
 * there.
 */
@Path("/conversions/{conversion}")
@Tag(name = "conversions")
@Dependent
@Produces(Problems.JSON)
public class ConversionResource {
  private final Caller caller;
  private final OptionalConversions conversions;
  private final Later later;
  private final HttpServletRequest request;
  private final OpenStreams streams;

  @Inject
  public ConversionResource(
      Caller caller,
      OptionalConversions conversions,
      Later later,
      HttpServletRequest request,
      OpenStreams streams) {
    this.request = request;
    this.streams = streams;
    this.caller = caller;
    this.conversions = conversions;
    this.later = later;
  }

  /** How it is now. */
  @GET
  @Operation(operationId = "getConversion", summary = "How a conversion is now.")
  @APIResponse(
      responseCode = "200",
      description = "The conversion.",
      content = @Content(schema = @Schema(implementation = ConversionView.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  public ConversionView get(@PathParam("conversion") String id) {
    return ConversionView.of(owned(id));
  }

  /**
   * Cancels it: 204 now and again; 409 when it was over before. The converter is told in the next
   * moment, and until it has heard.
   */
  @DELETE
  @Audited("conversion.cancel")
  @Operation(operationId = "cancelConversion", summary = "Cancels a conversion.")
  @APIResponse(responseCode = "204", description = "Cancelled, now or before.")
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "409", ref = "Error")
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
      case TOO_LATE ->
          throw new ApiException(ErrorCode.CONFLICT, "The conversion is already over.");
    };
  }

  /** How it is now and each change, until it is over. */
  @GET
  @Path("/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "watchConversion",
      summary = "How a conversion is now and each change, until it is over.")
  @APIResponse(
      responseCode = "200",
      description =
          "Server-sent events named conversion; the data of each is a conversion as GET gives it.",
      content =
          @Content(
              mediaType = "text/event-stream",
              schema = @Schema(implementation = String.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "429", ref = "Error")
  public void events(@PathParam("conversion") String id, @Suspended AsyncResponse response) {
    StreamHolder holder =
        UserSession.of(request)
            .map(UserSession::holder)
            .orElseThrow(() -> new ApiException(ErrorCode.UNAUTHENTICATED));
    Watchers.Watcher watcher = conversions.watchers().watch(owned(id));
    ConversionEventStream stream =
        new ConversionEventStream(watcher, conversions.stopping(), streams, holder);
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
  @Audited("conversion.download")
  @Path("/result")
  @Operation(
      operationId = "getConversionResult",
      summary = "Sends the browser to the converted file, with a token for it alone.")
  @APIResponse(responseCode = "302", ref = "Redirect")
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "409", ref = "Error")
  @APIResponse(responseCode = "410", ref = "Error")
  @APIResponse(responseCode = "500", ref = "Error")
  @APIResponse(responseCode = "501", ref = "Error")
  @APIResponse(responseCode = "502", ref = "Error")
  @APIResponse(responseCode = "503", ref = "Error")
  @APIResponse(responseCode = "504", ref = "Error")
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
  @Schema(name = "Promoted")
  public record Promoted(
      @Schema(description = "Of a model in the person's library.") UUID modelId) {}

  /** Puts it into the library; again gives the same model. */
  @POST
  @Audited("conversion.promote")
  @Path("/promote")
  @Operation(
      operationId = "promoteConversion",
      summary = "Puts the converted model into the person's library; again gives the same model.")
  @APIResponse(
      responseCode = "200",
      description = "The model it became.",
      content = @Content(schema = @Schema(implementation = Promoted.class)))
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "409", ref = "Error")
  @APIResponse(responseCode = "410", ref = "Error")
  @APIResponse(responseCode = "502", ref = "Error")
  @APIResponse(responseCode = "503", ref = "Error")
  @APIResponse(responseCode = "504", ref = "Error")
  public void promote(@PathParam("conversion") String id, @Suspended AsyncResponse response) {
    Results results = conversions.results();
    Conversion conversion = owned(id);
    later.answer(response, () -> new Promoted(results.promote(conversion).id()));
  }

  private Conversion owned(String id) {
    return conversions.stored().get(caller.subject(), Ids.parse(id));
  }
}
