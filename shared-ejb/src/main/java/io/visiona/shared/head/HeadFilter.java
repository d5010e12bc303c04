package io.visiona.shared.head;

import io.visiona.shared.address.TrustedProxies;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.head.HeadRules.Violation;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;

/**
 * First of all filters, on every port: a request whose head two servers could read differently is
 * refused, and the connection closed, whatever the container has made of it. What is refused here
 * is seen by nothing else of the application. Where the container does not show the bytes,
 * everything is refused (decision 16). Leaves the target as sent ({@link RawTarget}) and the
 * client's address ({@link io.visiona.shared.address.ClientAddress}) to those behind it.
 */
public class HeadFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(HeadFilter.class.getName());

  /**
   * Answered by no part of this: the first shows a request's own fields, the second is a proxy's.
   */
  private static final Set<String> NEVER = Set.of("TRACE", "CONNECT");

  private final transient Refusal refusal;
  private final transient TrustedProxies proxies;

  /** How an application answers before anything of it has run. */
  @FunctionalInterface
  public interface Refusal {
    /**
     * Whether a path, as sent, is another server's to understand, so that encoded slashes and dots
     * in it may pass.
     */
    default boolean isForwarded(HttpServletRequest request, String rawPath) {
      return false;
    }

    /** Answers with the error's status, in the envelope and with the headers of every answer. */
    void send(HttpServletRequest request, HttpServletResponse response, ErrorCode code)
        throws IOException;
  }

  @Inject
  public HeadFilter(Refusal refusal, TrustedProxies proxies) {
    this.refusal = refusal;
    this.proxies = proxies;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<ErrorCode> wrong = judge(request);
    if (wrong.isEmpty()) {
      proxies.clientOf(request).keepIn(request);
      chain.doFilter(request, response);
      return;
    }
    response.setHeader("Connection", "close");
    refusal.send(request, response, wrong.get());
  }

  private Optional<ErrorCode> judge(HttpServletRequest request) {
    try {
      Optional<ErrorCode> wrong = judge(request, RequestHeads.see(request));
      // Behind the head: only a good one says how the body is framed.
      boolean chunked = wrong.isEmpty() && request.getHeader("Transfer-Encoding") != null;
      return chunked && !ChunkWatch.begin(request) ? Optional.of(ErrorCode.BAD_REQUEST) : wrong;
    } catch (UnseenHeadException changed) {
      LOG.log(
          Level.ERROR,
          "This version of the server does not show the heads of requests; nothing is served",
          changed);
      return Optional.of(ErrorCode.INTERNAL);
    }
  }

  private Optional<ErrorCode> judge(HttpServletRequest request, RequestHeads.Seen seen) {
    Optional<Violation> violation = seen.violation();
    if (violation.isPresent()) {
      LOG.log(Level.DEBUG, "A request is malformed: {0}", violation.get());
      return Optional.of(code(violation.get()));
    }
    // Methods are case-sensitive (RFC 9110 section 9.1); the container takes "get" for GET.
    if (!seen.method().equals(request.getMethod()) || NEVER.contains(seen.method())) {
      return Optional.of(ErrorCode.METHOD_NOT_ALLOWED);
    }
    request.setAttribute(RawTarget.ATTRIBUTE, seen.target());
    String path = pathOf(RawTarget.of(request));
    return PathRules.isAmbiguous(path, refusal.isForwarded(request, path))
        ? Optional.of(ErrorCode.BAD_REQUEST)
        : Optional.empty();
  }

  private static String pathOf(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private static ErrorCode code(Violation violation) {
    return switch (violation) {
      case TARGET_TOO_LONG -> ErrorCode.URI_TOO_LONG;
      case HEAD_TOO_LARGE -> ErrorCode.FIELDS_TOO_LARGE;
      case BARE_LINE_FEED,
          BARE_CARRIAGE_RETURN,
          CONTROL_CHARACTER,
          OBSOLETE_FOLD,
          MALFORMED_FIELD,
          MALFORMED_REQUEST_LINE,
          SEVERAL_LENGTHS,
          MALFORMED_LENGTH,
          LENGTH_AND_CODING,
          UNKNOWN_CODING,
          HOST ->
          ErrorCode.BAD_REQUEST;
    };
  }
}
