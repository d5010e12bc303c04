package io.visiona.api.models.tickets;

import io.visiona.api.http.Ids;
import io.visiona.api.http.Later;
import io.visiona.api.http.Problems;
import io.visiona.api.models.ModelLibrary;
import io.visiona.api.models.ModelStore;
import io.visiona.api.models.ModelStore.Opened;
import io.visiona.api.models.StorageException;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/model-files/{id}}: public, the ticket is the credential. An agent fetches an
 * uploaded model with it, in one piece or in ranges. Everything that is wrong with a ticket answers
 * the same 401.
 */
@Path("/model-files/{id}")
@Tag(name = "models")
@Singleton
@Produces({MediaType.APPLICATION_OCTET_STREAM, Problems.JSON})
public class ModelFileResource {
  /** Each holds a thread, a connection and a file. */
  private static final int MOST_AT_ONCE = 128;

  private static final int PIECE = 64 * 1024;
  private static final String SCHEME = "Bearer ";

  private final FileTickets tickets;
  private final ModelStore files;
  private final ModelLibrary library;
  private final Later later;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  @Inject
  public ModelFileResource(
      FileTickets tickets, ModelStore files, ModelLibrary library, Later later) {
    this.tickets = tickets;
    this.files = files;
    this.library = library;
    this.later = later;
  }

  /** The file, or the part of it that {@code Range} names. */
  @GET
  @Operation(
      operationId = "fetchModelFile",
      summary = "An uploaded model's file, for an agent that has a ticket for it.")
  @APIResponse(
      responseCode = "200",
      description = "The file.",
      content =
          @Content(
              mediaType = "application/octet-stream",
              schema = @Schema(implementation = Object.class)))
  @APIResponse(
      responseCode = "206",
      description = "The part that was asked for.",
      content =
          @Content(
              mediaType = "application/octet-stream",
              schema = @Schema(implementation = Object.class)))
  @APIResponse(responseCode = "401", ref = "Error")
  @APIResponse(responseCode = "404", ref = "Error")
  @APIResponse(responseCode = "416", description = "The range is behind the end: without a body.")
  @SecurityRequirement(name = "ticket")
  public void get(
      @PathParam("id") String id,
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @Parameter(description = "One range of bytes.") @HeaderParam("Range") @Nullable String range,
      @Parameter(description = "The ETag that the range belongs to.") @HeaderParam("If-Range")
          @Nullable String ifRange,
      @Suspended AsyncResponse response) {
    UUID model = Ids.parse(id);
    String ticket =
        authorization != null && authorization.startsWith(SCHEME)
            ? authorization.substring(SCHEME.length()).strip()
            : "";
    later.answer(response, () -> answer(model, ticket, range, ifRange));
  }

  private Response answer(
      UUID model, String ticket, @Nullable String range, @Nullable String ifRange) {
    if (!tickets.open(ticket, model)) {
      throw new ApiException(ErrorCode.UNAUTHENTICATED, "The ticket is not valid, or has expired.");
    }
    String tag =
        library
            .sha256(model)
            .map(hash -> "\"" + hash + "\"")
            .orElseThrow(() -> new ApiException(ErrorCode.NOT_FOUND));
    if (!places.tryAcquire()) {
      throw new ApiException(
          ErrorCode.UNAVAILABLE, "Too many models are being fetched; try again.");
    }
    boolean begun = false;
    try {
      Opened file = files.open(model);
      ByteRange asked =
          ByteRange.of(ifRange == null || ifRange.equals(tag) ? range : null, file.size());
      Response answer = begin(file, asked, tag);
      begun = !(asked instanceof ByteRange.Unsatisfiable);
      return answer;
    } catch (StorageException gone) {
      throw new ApiException(ErrorCode.UNAVAILABLE, gone);
    } finally {
      if (!begun) {
        places.release();
      }
    }
  }

  private Response begin(Opened file, ByteRange asked, String tag) {
    long size = file.size();
    Response.ResponseBuilder answer =
        switch (asked) {
          case ByteRange.Whole() ->
              Response.ok(output(file, 0, size), octets()).header(HttpHeaders.CONTENT_LENGTH, size);
          case ByteRange.Part part ->
              Response.status(Response.Status.PARTIAL_CONTENT)
                  .type(octets())
                  .entity(output(file, part.first(), part.length()))
                  .header("Content-Range", part.header(size))
                  .header(HttpHeaders.CONTENT_LENGTH, part.length());
          case ByteRange.Unsatisfiable() -> {
            close(file);
            yield Response.status(Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE)
                .header("Content-Range", "bytes */" + size);
          }
        };
    return answer
        .header("Accept-Ranges", "bytes")
        .header(HttpHeaders.ETAG, tag)
        .header(HttpHeaders.CACHE_CONTROL, "private, no-store")
        .build();
  }

  private static MediaType octets() {
    return MediaType.APPLICATION_OCTET_STREAM_TYPE;
  }

  private StreamingOutput output(Opened file, long first, long length) {
    return out -> {
      try (file) {
        file.content().skipNBytes(first);
        copy(file.content(), out, length);
      } finally {
        places.release();
      }
    };
  }

  private static void copy(InputStream in, OutputStream out, long length) throws IOException {
    byte[] piece = new byte[PIECE];
    long left = length;
    while (left > 0) {
      int count = in.read(piece, 0, (int) Math.min(piece.length, left));
      if (count < 0) {
        throw new EOFException("the file became shorter");
      }
      out.write(piece, 0, count);
      left -= count;
    }
  }

  private static void close(Opened file) {
    try {
      file.close();
    } catch (IOException failed) {
      throw new StorageException("A model file cannot be closed", failed);
    }
  }
}
