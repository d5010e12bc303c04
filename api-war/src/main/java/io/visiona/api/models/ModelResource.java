package io.visiona.api.models;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Ids;
import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Later;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.models.ModelStore.Opened;
import io.visiona.api.platform.audit.Audited;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.streams.StreamHolder;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.membercenter.FileUrls;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /api/models/{model}}: one of the caller's models; anybody else's is forbidden. */
@Path("/models/{model}")
@Tag(name = "models")
@Dependent
@Produces(Problems.JSON)
public class ModelResource {
  private static final Logger LOG = System.getLogger(ModelResource.class.getName());

  private final Caller caller;
  private final ModelLibrary library;
  private final ModelStore files;
  private final ModelDownloads downloads;
  private final Later later;
  private final HttpServletRequest request;
  private final OpenStreams streams;

  @Inject
  public ModelResource(
      Caller caller,
      ModelLibrary library,
      ModelStore files,
      ModelDownloads downloads,
      Later later,
      HttpServletRequest request,
      OpenStreams streams) {
    this.request = request;
    this.streams = streams;
    this.caller = caller;
    this.library = library;
    this.files = files;
    this.downloads = downloads;
    this.later = later;
  }

  /** The model. */
  @GET
  @Operation(operationId = "getModel", summary = "One model.")
  @APIResponse(
      responseCode = "200",
      description = "The model.",
      content = @Content(schema = @Schema(implementation = ModelView.class)))
  @APIResponse(responseCode = "403", ref = "Error")
  @APIResponse(responseCode = "404", ref = "Error")
  public ModelView get(@PathParam("model") String model) {
    return ModelView.of(own(model));
  }

  /** Changes the name, if one is given. */
  @PATCH
  @Audited("model.rename")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "renameModel", summary = "Changes the name, if one is given.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ModelChange.class)))
  @APIResponse(
      responseCode = "200",
      description = "The model as it is now.",
      content = @Content(schema = @Schema(implementation = ModelView.class)))
  @APIResponse(responseCode = "403", ref = "Error")
  @APIResponse(responseCode = "404", ref = "Error")
  public ModelView rename(@PathParam("model") String model, JsonBody body) {
    return body.optionalText("name", ModelRules.LONGEST_NAME)
        .map(name -> ModelView.of(own(library.rename(caller.subject(), Ids.parse(model), name))))
        .orElseGet(() -> get(model));
  }

  /**
   * Takes the model out of the library, and an uploaded one's file with it. A converted one's stays
   * on the file server.
   */
  @DELETE
  @Audited("model.delete")
  @Operation(
      operationId = "deleteModel",
      summary = "Takes the model out of the library, and an uploaded one's file with it.")
  @APIResponse(responseCode = "204", description = "Deleted.")
  @APIResponse(responseCode = "403", ref = "Error")
  @APIResponse(responseCode = "404", ref = "Error")
  public Response delete(@PathParam("model") String model) {
    Model deleted = own(library.delete(caller.subject(), Ids.parse(model)));
    if (deleted.source() == Source.UPLOADED) {
      try {
        files.delete(deleted.id());
      } catch (StorageException later) {
        LOG.log(
            Level.WARNING,
            "The file of model " + deleted.id() + " will be removed at a later start",
            later);
      }
    }
    return Response.noContent().build();
  }

  /** Where a converted model's file is to be had, and the token for it. */
  @GET
  @Audited("model.download")
  @Path("/download")
  @Operation(
      operationId = "downloadModel",
      summary =
          "Where a converted model's file is to be had. Then: GET download_url with Authorization: Bearer token.")
  @APIResponse(
      responseCode = "200",
      description = "Address and token.",
      content = @Content(schema = @Schema(implementation = ModelDownload.class)))
  @APIResponse(responseCode = "403", ref = "Error")
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "501", ref = "Error")
  @APIResponse(responseCode = "502", ref = "Error")
  public void download(@PathParam("model") String model, @Suspended AsyncResponse response) {
    Model found = own(model);
    later.answer(
        response,
        () ->
            Response.ok(downloads.of(found)).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }

  /** An uploaded model's file. */
  @GET
  @Audited("model.download")
  @Path("/content")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(operationId = "getModelContent", summary = "An uploaded model's file.")
  @APIResponse(
      responseCode = "200",
      description = "The file.",
      content =
          @Content(
              mediaType = "application/octet-stream",
              schema = @Schema(implementation = Object.class)))
  @APIResponse(
      responseCode = "206",
      description = "The part that Range asks for.",
      content =
          @Content(
              mediaType = "application/octet-stream",
              schema = @Schema(implementation = Object.class)))
  @APIResponse(responseCode = "304", description = "The caller has it: If-None-Match names it.")
  @APIResponse(responseCode = "403", ref = "Error")
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "409", ref = "Error")
  @APIResponse(responseCode = "416", description = "The range is behind the end: without a body.")
  public void content(
      @PathParam("model") String model,
      @Context HttpHeaders headers,
      @Suspended AsyncResponse response) {
    Model found = own(model);
    if (found.source() != Source.UPLOADED) {
      throw new ApiException(
          ErrorCode.CONFLICT, "A converted model is on the file server: ask for its download.");
    }
    StreamHolder holder =
        UserSession.of(request)
            .map(UserSession::holder)
            .orElseThrow(() -> new ApiException(ErrorCode.UNAUTHENTICATED));
    // The hash of the content: it can only be this file's.
    String tag = '"' + found.sha256() + '"';
    Selection selection =
        Selection.of(
            found.size(),
            tag,
            headers.getHeaderString(HttpHeaders.IF_NONE_MATCH),
            headers.getHeaderString("Range"),
            headers.getHeaderString("If-Range"));
    later.answer(
        response,
        () ->
            selected(found, selection, holder)
                .header(HttpHeaders.ETAG, tag)
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
                .build());
  }

  private Response.ResponseBuilder selected(Model model, Selection selection, StreamHolder holder) {
    return switch (selection) {
      case Selection.NotModified() -> Response.notModified();
      case Selection.Unsatisfiable() ->
          Response.status(Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE)
              .header("Content-Range", "bytes */" + model.size());
      case Selection.Whole() -> content(model, 0, model.size(), holder);
      case Selection.Part part ->
          content(model, part.first(), part.length(), holder)
              .status(Response.Status.PARTIAL_CONTENT)
              .header(
                  "Content-Range",
                  "bytes " + part.first() + "-" + part.last() + "/" + model.size());
    };
  }

  private Response.ResponseBuilder content(
      Model model, long first, long length, StreamHolder holder) {
    Opened file;
    try {
      file = files.open(model.id());
    } catch (StorageException failed) {
      throw new ApiException(ErrorCode.UNAVAILABLE, failed);
    }
    String disposition =
        "attachment; filename=\"model\"; filename*=UTF-8''" + FileUrls.parameter(model.name());
    return Response.ok(new ModelContent(file, first, length, streams, holder))
        .header(HttpHeaders.CONTENT_LENGTH, length)
        .header(HttpHeaders.CONTENT_DISPOSITION, disposition);
  }

  private Model own(String model) {
    UUID id = Ids.parse(model);
    return own(library.find(caller.subject(), id));
  }

  private static Model own(ModelLookup found) {
    return switch (found) {
      case ModelLookup.Own(Model model) -> model;
      case ModelLookup.SomebodyElses() -> throw new ApiException(ErrorCode.FORBIDDEN);
      case ModelLookup.Unknown() -> throw new ApiException(ErrorCode.NOT_FOUND);
    };
  }

  /** What a change names. */
  @Schema(name = "ModelChange")
  record ModelChange(
      @Schema(minLength = 1, maxLength = ModelRules.LONGEST_NAME) @Nullable String name) {}
}
