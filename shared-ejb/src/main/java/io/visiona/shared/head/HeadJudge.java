package io.visiona.shared.head;

import io.visiona.shared.container.Container;
import io.visiona.shared.container.UnseenHeadException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.head.HeadRules.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is wrong with a request before anybody has read any of it, by its head as the container
 * shows it.
 */
final class HeadJudge {
  private static final Logger LOG = System.getLogger(HeadJudge.class.getName());

  /**
   * Answered by no part of this: the first shows a request's own fields, the second is a proxy's.
   */
  private static final Set<String> NEVER = Set.of("TRACE", "CONNECT");

  private HeadJudge() {}

  /**
   * Judges the head and what has come of a body in chunks, whose rest is watched from then on;
   * leaves the target as sent ({@link RawTarget}). Where the container does not show the bytes,
   * every request is wrong.
   *
   * @param ambiguous whether a path, as sent, is one that servers could read differently
   */
  static Optional<ErrorCode> judge(
      HttpServletRequest request, Container container, Predicate<String> ambiguous) {
    try {
      Optional<ErrorCode> wrong = judge(request, RequestHeads.see(request, container), ambiguous);
      // Behind the head: only a good one says how the body is framed.
      boolean chunked = wrong.isEmpty() && request.getHeader("Transfer-Encoding") != null;
      return chunked && !container.watchChunks(request, new ChunkRules())
          ? Optional.of(ErrorCode.BAD_REQUEST)
          : wrong;
    } catch (UnseenHeadException changed) {
      LOG.log(
          Level.ERROR,
          "This server does not show the heads of requests as they came; nothing is served",
          changed);
      return Optional.of(ErrorCode.INTERNAL);
    }
  }

  private static Optional<ErrorCode> judge(
      HttpServletRequest request, RequestHeads.Seen seen, Predicate<String> ambiguous) {
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
    return ambiguous.test(pathOf(RawTarget.of(request)))
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
