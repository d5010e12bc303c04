package io.visiona.api.models;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Ids;
import io.visiona.api.http.JsonBody;
import io.visiona.api.http.Later;
import io.visiona.api.http.Problems;
import io.visiona.api.models.ModelFiles.Opened;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.membercenter.FileUrls;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;

/** {@code /api/models/{model}}: one of the caller's models; anybody else's is forbidden. */
@Path("/models/{model}")
@Dependent
@Produces(Problems.JSON)
public class ModelResource {
  private static final Logger LOG = System.getLogger(ModelResource.class.getName());

  private final Caller caller;
  private final ModelLibrary library;
  private final ModelFiles files;
  private final ModelDownloads downloads;
  private final Later later;

  @Inject
  public ModelResource(Caller caller, ModelLibrary library, ModelFiles files, ModelDownloads downloads, Later later) {
    this.caller = caller;
    this.library = library;
    this.files = files;
    this.downloads = downloads;
    this.later = later;
  }

  /** The model. */
  @GET
  public ModelView get(@PathParam("model") String model) {
    return ModelView.of(own(model));
  }

  /** Changes the name, if one is given. */
  @PATCH
  @Consumes(MediaType.APPLICATION_JSON)
  public ModelView rename(@PathParam("model") String model, JsonBody body) {
    return body.optionalText("name", ModelRules.LONGEST_NAME)
        .map(name -> ModelView.of(own(library.rename(caller.subject(), Ids.parse(model), name))))
        .orElseGet(() -> get(model));
  }

  /** Takes the model out of the library, and an uploaded one's file with it. A converted one's stays on the file server. */
  @DELETE
  public Response delete(@PathParam("model") String model) {
    Model deleted = own(library.delete(caller.subject(), Ids.parse(model)));
    if (deleted.source() == Source.UPLOADED) {
      try {
        files.delete(deleted.id());
      } catch (StorageException later) {
        LOG.log(Level.WARNING, "The file of model " + deleted.id() + " will be removed at a later start", later);
      }
    }
    return Response.noContent().build();
  }

  /** Where a converted model's file is to be had, and the token for it. */
  @GET
  @Path("/download")
  public void download(@PathParam("model") String model, @Suspended AsyncResponse response) {
    Model found = own(model);
    later.answer(response, () -> Response.ok(downloads.of(found)).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }

  /** An uploaded model's file. */
  @GET
  @Path("/content")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public void content(@PathParam("model") String model, @Suspended AsyncResponse response) {
    Model found = own(model);
    if (found.source() != Source.UPLOADED) {
      throw new ApiException(ErrorCode.CONFLICT, "A converted model is on the file server: ask for its download.");
    }
    later.answer(response, () -> content(found));
  }

  private Response content(Model model) {
    Opened file;
    try {
      file = files.open(model.id());
    } catch (StorageException failed) {
      throw new ApiException(ErrorCode.UNAVAILABLE, failed);
    }
    StreamingOutput output =
        out -> {
          try (file) {
            file.content().transferTo(out);
          }
        };
    String disposition = "attachment; filename=\"model\"; filename*=UTF-8''" + FileUrls.parameter(model.name());
    return Response.ok(output)
        .header(HttpHeaders.CONTENT_LENGTH, file.size())
        .header(HttpHeaders.CONTENT_DISPOSITION, disposition)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
        .build();
  }

  private Model own(String model) {
    UUID id = Ids.parse(model);
    return own(library.find(caller.subject(), id));
  }

  private static Model own(Lookup found) {
    return switch (found) {
      case Lookup.Own(Model model) -> model;
      case Lookup.SomebodyElses() -> throw new ApiException(ErrorCode.FORBIDDEN);
      case Lookup.Unknown() -> throw new ApiException(ErrorCode.NOT_FOUND);
    };
  }
}
