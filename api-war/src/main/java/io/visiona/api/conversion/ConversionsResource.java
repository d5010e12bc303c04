package io.visiona.api.conversion;

import io.visiona.api.http.Caller;
import io.visiona.api.http.Cursor;
import io.visiona.api.http.Later;
import io.visiona.api.http.MultipartUpload;
import io.visiona.api.http.Page;
import io.visiona.api.http.PageRequest;
import io.visiona.api.http.Problems;
import io.visiona.api.http.RefusedUpload;
import io.visiona.api.http.RequestIdFilter;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/conversions}: the caller's conversions. */
@Path("/conversions")
@Dependent
@Produces(Problems.JSON)
public class ConversionsResource {
  private static final Logger LOG = System.getLogger(ConversionsResource.class.getName());

  private final Caller caller;
  private final HttpServletRequest request;
  private final ConversionService conversions;
  private final Later later;

  @Inject
  public ConversionsResource(Caller caller, HttpServletRequest request, ConversionService conversions, Later later) {
    this.caller = caller;
    this.request = request;
    this.conversions = conversions;
    this.later = later;
  }

  /** What a conversion that has begun is known by. */
  public record Begun(UUID id) {}

  /** Takes a model file in; 202 once the converter has all of it. */
  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public void begin(@Suspended AsyncResponse response, InputStream body) {
    String owner = caller.subject();
    String requestId = RequestIdFilter.of(request);
    MultipartUpload.Body upload = new MultipartUpload.Body(request.getContentType(), request.getContentLengthLong(), body);
    later.answer(response, () -> accept(conversions, owner, upload, requestId));
  }

  private static Response accept(ConversionService conversions, String owner, MultipartUpload.Body upload, String requestId) {
    try {
      UUID id = conversions.uploads().accept(owner, upload);
      return Response.accepted(new Begun(id)).location(URI.create("/api/conversions/" + id)).build();
    } catch (ApiException known) {
      return RefusedUpload.answer(known, requestId, upload.bytes());
    } catch (DatabaseException down) {
      LOG.log(Level.WARNING, "Request " + requestId + " failed", down);
      return RefusedUpload.answer(new ApiException(ErrorCode.UNAVAILABLE), requestId, upload.bytes());
    }
  }

  /** A page of them, the last begun first. */
  @GET
  public Page<ConversionView> list(
      @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit) {
    PageRequest asked = PageRequest.of(cursor, limit);
    return asked
        .page(
            conversions.stored().list(caller.subject(), asked.after(), asked.rows()),
            conversion -> new Cursor(conversion.createdAt(), conversion.id()))
        .map(ConversionView::of);
  }
}
