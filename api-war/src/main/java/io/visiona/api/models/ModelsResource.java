package io.visiona.api.models;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Cursor;
import io.visiona.api.http.Later;
import io.visiona.api.http.MultipartUpload;
import io.visiona.api.http.Page;
import io.visiona.api.http.PageRequest;
import io.visiona.api.http.Problems;
import io.visiona.api.http.RefusedUpload;
import io.visiona.api.http.RequestIdFilter;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /api/models}: the caller's models. */
@Path("/models")
@Tag(name = "models")
@Dependent
@Produces(Problems.JSON)
public class ModelsResource {
  private static final Logger LOG = System.getLogger(ModelsResource.class.getName());

  private final Caller caller;
  private final ModelLibrary library;
  private final ModelUploads uploads;
  private final Later later;

  @Inject
  public ModelsResource(Caller caller, ModelLibrary library, ModelUploads uploads, Later later) {
    this.caller = caller;
    this.library = library;
    this.uploads = uploads;
    this.later = later;
  }

  /** A page of them, the newest first. */
  @GET
  @Operation(operationId = "listModels", summary = "The person's models.")
  @APIResponse(
      responseCode = "200",
      description = "A page of them, the newest first.",
      content = @Content(schema = @Schema(ref = "ModelPage")))
  public Page<ModelView> list(
      @Parameter(ref = "Cursor") @QueryParam("cursor") @Nullable String cursor,
      @Parameter(ref = "Limit") @QueryParam("limit") @Nullable String limit) {
    PageRequest asked = PageRequest.of(cursor, limit);
    return asked
        .page(
            library.list(caller.subject(), asked.after(), asked.rows()),
            model -> new Cursor(model.createdAt(), model.id()))
        .map(ModelView::of);
  }

  /**
   * Takes in a model of the caller's own: the fields {@code name} and {@code chip}, then the part
   * {@code file}.
   */
  @POST
  @Audited(value = "model.upload", made = "id")
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Operation(
      operationId = "uploadModel",
      summary =
          "Takes in a model of the person's own. The fields come in this order, the file last.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ModelUpload.class)))
  @APIResponse(
      responseCode = "201",
      description = "The model.",
      headers =
          @Header(
              name = "Location",
              required = true,
              schema = @Schema(implementation = String.class, format = "uri-reference")),
      content = @Content(schema = @Schema(implementation = ModelView.class)))
  @APIResponse(responseCode = "408", ref = "Error")
  @APIResponse(responseCode = "409", ref = "Error")
  @APIResponse(responseCode = "503", ref = "Error")
  public void upload(
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
      Model model = uploads.accept(owner, upload);
      return Response.created(URI.create("/api/models/" + model.id()))
          .entity(ModelView.of(model))
          .build();
    } catch (ApiException known) {
      if (known.code().status() >= 500) {
        LOG.log(Level.WARNING, "Request " + requestId + " failed", known);
      }
      return refused.answer(known, requestId);
    } catch (DatabaseException down) {
      LOG.log(Level.WARNING, "Request " + requestId + " failed", down);
      return refused.answer(new ApiException(ErrorCode.UNAVAILABLE), requestId);
    }
  }

  /** The parts of the body. */
  @Schema(name = "ModelUpload")
  record ModelUpload(
      @Schema(minLength = 1, maxLength = ModelRules.LONGEST_NAME) String name,
      @Schema(pattern = ModelRules.CHIP_PATTERN) String chip,
      @Schema(format = "binary") String file) {}
}
