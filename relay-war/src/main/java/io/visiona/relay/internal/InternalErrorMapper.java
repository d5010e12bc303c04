package io.visiona.relay.internal;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.error.ErrorEnvelope;
import io.visiona.shared.error.RequestId;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Every error of the internal API in the envelope; what was not foreseen is logged with the request
 * id.
 */
@Provider
public class InternalErrorMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = System.getLogger(InternalErrorMapper.class.getName());

  @Context private @Nullable HttpHeaders headers;

  @Override
  public Response toResponse(Throwable thrown) {
    String given = headers == null ? null : headers.getHeaderString(RequestId.HEADER);
    String requestId = RequestId.acceptOrCreate(given);
    ErrorCode code = codeOf(thrown);
    if (code == ErrorCode.INTERNAL) {
      LOG.log(Level.ERROR, "Request " + requestId + " failed", thrown);
    }
    return Response.status(code.status())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(RequestId.HEADER, requestId)
        .entity(ErrorEnvelope.of(code, code.message(), requestId, Clock.systemUTC()))
        .build();
  }

  private static ErrorCode codeOf(Throwable thrown) {
    if (thrown instanceof ApiException known) {
      return known.code();
    }
    if (thrown instanceof WebApplicationException web) {
      return switch (web.getResponse().getStatus()) {
        case 404 -> ErrorCode.NOT_FOUND;
        case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
        case 406 -> ErrorCode.NOT_ACCEPTABLE;
        case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
        case 400 -> ErrorCode.BAD_REQUEST;
        default -> ErrorCode.INTERNAL;
      };
    }
    return ErrorCode.INTERNAL;
  }
}
