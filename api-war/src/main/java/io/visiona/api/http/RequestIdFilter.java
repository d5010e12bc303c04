package io.visiona.api.http;

import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.persistence.DatabaseException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * First of all filters: gives the request its id and the response the same, and is the last to
 * catch what nobody expected, so that it says nothing outside and one line in the log.
 */
public class RequestIdFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(RequestIdFilter.class.getName());
  private static final String ATTRIBUTE = "io.visiona.api.http.RequestId";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader(RequestId.HEADER, of(request));
    try {
      chain.doFilter(request, response);
    } catch (RuntimeException | ServletException | LinkageError unexpected) {
      if (response.isCommitted() || unexpected.getCause() instanceof FileNotFoundException) {
        // Committed: the container cuts the connection, where a clean end would pass for a whole
        // answer.
        // No such file: that is how the container's file servlet says 404.
        throw unexpected;
      }
      Problems.send(request, response, fault(request, unexpected));
    }
  }

  /** As where resources fail: a database that is away is no fault of this program. */
  private static ErrorCode fault(HttpServletRequest request, Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof DatabaseException) {
        LOG.log(Level.WARNING, "Request " + of(request) + " failed: unavailable", thrown);
        return ErrorCode.UNAVAILABLE;
      }
    }
    LOG.log(Level.ERROR, "Request " + of(request) + " failed", thrown);
    return ErrorCode.INTERNAL;
  }

  /** The id of a request; made here if no filter has run, so that an error never lacks one. */
  public static String of(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String given =
        request instanceof HttpServletRequest http ? http.getHeader(RequestId.HEADER) : null;
    String id = RequestId.acceptOrCreate(given);
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }
}
