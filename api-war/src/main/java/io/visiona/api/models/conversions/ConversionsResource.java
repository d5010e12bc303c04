package io.visiona.api.models.conversions;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Cursor;
import io.visiona.api.http.Later;
import io.visiona.api.http.MultipartUpload;
import io.visiona.api.http.Page;
import io.visiona.api.http.PageRequest;
import io.visiona.api.http.Problems;
import io.visiona.api.http.RefusedUpload;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.api.models.ModelRules;
import io.visiona.api.models.converter.Chip;
import io.visiona.api.platform.audit.Audited;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.persistence.DatabaseException;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Encoding;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /api/conversions}: the caller's conversions. */
@Path("/conversions")
@Tag(name = "conversions")
@Dependent
@Produces(Problems.JSON)
public class ConversionsResource {
  private static final Logger LOG = System.getLogger(ConversionsResource.class.getName());

  private final Caller caller;
  private final OptionalConversions conversions;
  private final Later later;

  @Inject
  public ConversionsResource(Caller caller, OptionalConversions conversions, Later later) {
    this.caller = caller;
    this.conversions = conversions;
    this.later = later;
  }

  /** What a conversion that has begun is known by. */
  @Schema(name = "BegunConversion")
  public record Begun(UUID id) {}

  /** Takes a model file in; 202 once the converter has all of it. */
  @POST
  @Audited(value = "conversion.begin", made = "id")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(
      operationId = "beginConversion",
      summary = "Sends a model file to be converted.",
      description =
          "The fields come before the file, and the file is the last part: it goes on to the converter while it arrives.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = NewConversion.class),
              encoding = @Encoding(name = "file", contentType = "application/octet-stream")))
  @APIResponse(
      responseCode = "202",
      description = "The converter has the whole file.",
      headers =
          @Header(
              name = "Location",
              required = true,
              schema = @Schema(implementation = String.class, format = "uri-reference")),
      content = @Content(schema = @Schema(implementation = Begun.class)))
  @APIResponse(responseCode = "408", ref = "Error")
  @APIResponse(responseCode = "409", ref = "Error")
  @APIResponse(responseCode = "422", ref = "Error")
  @APIResponse(responseCode = "501", ref = "Error")
  @APIResponse(responseCode = "502", ref = "Error")
  @APIResponse(responseCode = "503", ref = "Error")
  @APIResponse(responseCode = "504", ref = "Error")
  public void begin(
      @Suspended AsyncResponse response, @Context HttpServletRequest request, InputStream body) {
    String owner = caller.subject();
    String requestId = RequestIdFilter.of(request);
    MultipartUpload.Body upload =
        new MultipartUpload.Body(request.getContentType(), request.getContentLengthLong(), body);
    RefusedUpload refused = RefusedUpload.of(request, body);
    later.answer(response, () -> accept(owner, upload, requestId, refused));
  }

  private Response accept(
      String owner, MultipartUpload.Body upload, String requestId, RefusedUpload refused) {
    try {
      UUID id = conversions.uploads().accept(owner, upload);
      return Response.accepted(new Begun(id))
          .location(URI.create("/api/conversions/" + id))
          .build();
    } catch (ApiException known) {
      return refused.answer(known, requestId);
    } catch (DatabaseException down) {
      LOG.log(Level.WARNING, "Request " + requestId + " failed", down);
      return refused.answer(new ApiException(ErrorCode.UNAVAILABLE), requestId);
    }
  }

  /** A page of them, the last begun first. */
  @GET
  @Operation(operationId = "listConversions", summary = "The person's conversions.")
  @APIResponse(
      responseCode = "200",
      description = "A page of them, the last begun first.",
      content = @Content(schema = @Schema(ref = "ConversionPage")))
  @APIResponse(responseCode = "501", ref = "Error")
  public Page<ConversionView> list(
      @Parameter(ref = "Cursor") @QueryParam("cursor") @Nullable String cursor,
      @Parameter(ref = "Limit") @QueryParam("limit") @Nullable String limit) {
    PageRequest asked = PageRequest.of(cursor, limit);
    return asked
        .page(
            conversions.stored().list(caller.subject(), asked.after(), asked.rows()),
            conversion -> new Cursor(conversion.createdAt(), conversion.id()))
        .map(ConversionView::of);
  }

  /** The parts of the body. */
  @Schema(name = "NewConversion")
  record NewConversion(
      @Schema(
              minLength = 1,
              maxLength = ModelRules.LONGEST_NAME,
              description = "What the person calls it.")
          String name,
      @Schema(description = "What it is converted for.") Chip targetChip,
      @Schema(
              format = "binary",
              description = "The model; its file name ends in .onnx or .tflite. The last part.")
          String file) {}
}
