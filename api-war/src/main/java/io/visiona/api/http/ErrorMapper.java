package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.membercenter.MemberCenterException;
import io.visiona.shared.persistence.DatabaseException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Turns whatever leaves a resource into the envelope. What is not ours says nothing outside and one
 * line in the log.
 */
@Provider
public class ErrorMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = System.getLogger(ErrorMapper.class.getName());

  private final HttpServletRequest request;

  public ErrorMapper(@Context HttpServletRequest request) {
    this.request = request;
  }

  @Override
  public Response toResponse(Throwable thrown) {
    return response(thrown, RequestIdFilter.of(request));
  }

  /** What is answered, on whatever thread. */
  static Response response(Throwable thrown, String requestId) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApiException known) {
        return ours(known, requestId);
      }
      if (cause instanceof MemberCenterException refused) {
        return ours(new ApiException(ErrorCodes.of(refused), refused), requestId);
      }
      if (cause instanceof DatabaseException down) {
        return ours(new ApiException(ErrorCode.UNAVAILABLE, down), requestId);
      }
    }
    if (thrown instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
      return containers(web.getResponse(), requestId);
    }
    LOG.log(Level.ERROR, "Request " + requestId + " failed", thrown);
    return Problems.builder(requestId, new ApiException(ErrorCode.INTERNAL)).build();
  }

  private static Response ours(ApiException known, String requestId) {
    if (known.code().status() >= 500) {
      LOG.log(Level.WARNING, "Request " + requestId + " failed: " + known.code().code(), known);
    }
    Response.ResponseBuilder answer = Problems.builder(requestId, known);
    if (known.code().status() == Response.Status.SERVICE_UNAVAILABLE.getStatusCode()) {
      Problems.retryAfter(known.code())
          .ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
    }
    return answer.build();
  }

  private static Response containers(Response from, String requestId) {
    ErrorCode code = ErrorCodes.of(from.getStatus());
    Response.ResponseBuilder answer = Problems.builder(requestId, new ApiException(code));
    for (String name : List.of(HttpHeaders.ALLOW, HttpHeaders.WWW_AUTHENTICATE)) {
      String value = from.getHeaderString(name);
      if (value != null) {
        answer.header(name, value);
      }
    }
    return answer.build();
  }
}
