package io.visiona.relay.internal;

import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.Tunnel;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.HopByHop;
import io.visiona.shared.exchange.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What {@code POST /internal/forward/http} is asked to do.
 *
 * @param tunnel {@code X-Forward-Session}
 * @param head {@code X-Forward-Method} (GET when absent) and {@code X-Forward-Target}, with the
 *     request's end-to-end fields
 * @param chunked the body comes in chunks; else {@code length} bytes
 * @param length 0 when there is no body
 */
record ForwardRequest(Tunnel tunnel, RequestHead head, boolean chunked, long length) {
  /** Meant for the relay, or replaced by it. */
  private static final Set<String> OURS =
      Set.of(
          "authorization",
          "content-length",
          "cookie",
          "expect",
          "host",
          "x-forward-session",
          "x-forward-method",
          "x-forward-target");

  /**
   * Throws {@link ApiException}: bad_request for what cannot be sent, agent_offline without a live
   * tunnel.
   */
  static ForwardRequest of(HttpServletRequest request, InMemorySessionStore store) {
    String target = request.getHeader("X-Forward-Target");
    String method = request.getHeader("X-Forward-Method");
    String session = request.getHeader("X-Forward-Session");
    if (target == null || session == null || !RequestHead.isTarget(target)) {
      throw new ApiException(
          ErrorCode.BAD_REQUEST, "X-Forward-Session and X-Forward-Target are required.");
    }
    Tunnel tunnel = store.find(session);
    if (tunnel == null) {
      throw new ApiException(ErrorCode.AGENT_OFFLINE);
    }
    boolean chunked = request.getHeader("Transfer-Encoding") != null;
    long length = chunked ? 0 : Math.max(0, request.getContentLengthLong());
    try {
      List<Field> fields = fields(request, chunked, length);
      return new ForwardRequest(
          tunnel,
          new RequestHead(method == null ? "GET" : method, target, fields),
          chunked,
          length);
    } catch (IllegalArgumentException malformed) {
      throw new ApiException(ErrorCode.BAD_REQUEST, malformed);
    }
  }

  boolean hasBody() {
    return chunked || length > 0;
  }

  private static List<Field> fields(HttpServletRequest request, boolean chunked, long length) {
    List<Field> given = new ArrayList<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        given.add(new Field(name, value));
      }
    }
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("Host", "agent"));
    for (Field field : HopByHop.strip(given)) {
      if (!OURS.contains(field.name().toLowerCase(Locale.ROOT))) {
        fields.add(field);
      }
    }
    if (chunked) {
      fields.add(new Field("Transfer-Encoding", "chunked"));
    } else if (length > 0) {
      fields.add(new Field("Content-Length", Long.toString(length)));
    }
    return fields;
  }
}
