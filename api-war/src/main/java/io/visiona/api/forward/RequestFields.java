package io.visiona.api.forward;

import io.visiona.api.http.RequestIdFilter;
import io.visiona.api.tracing.TraceParent;
import io.visiona.shared.error.RequestId;
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
 * What an agent sees of a request. The caller's credentials are never among it: neither the cookie nor {@code Authorization}, and
 * what the caller says of earlier proxies is replaced by what this server knows.
 */
final class RequestFields {
  /** The agent's server is nobody's to name but its own; a loopback name passes the usual checks against rebinding. */
  private static final String HOST = "localhost";

  private static final Set<String> REPLACED =
      Set.of(
          "host",
          "authorization",
          "cookie",
          "content-length",
          "expect",
          "forwarded",
          "x-csrf",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-prefix",
          "x-forwarded-proto",
          "x-forwarded-server",
          "x-real-ip",
          "x-request-id",
          "traceparent");

  private RequestFields() {}

  /** The head for the agent; {@code length} of the body in bytes, -1 for chunks, and no framing at all when {@code bodyless}. */
  static RequestHead head(HttpServletRequest request, ForwardTarget target, boolean webSocket, boolean bodyless, long length) {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("Host", HOST));
    for (Field field : HopByHop.strip(given(request))) {
      String name = field.name().toLowerCase(Locale.ROOT);
      boolean kept = !REPLACED.contains(name) && !(webSocket && name.equals("origin"));
      if (kept) {
        fields.add(field);
      }
    }
    AgentCookies.toAgent(request).ifPresent(cookies -> fields.add(new Field("Cookie", cookies)));
    addForwarded(request, target, fields);
    fields.add(new Field(RequestId.HEADER, RequestIdFilter.of(request)));
    TraceParent.add(fields, request, null);
    if (webSocket) {
      fields.add(new Field("Connection", "Upgrade"));
      fields.add(new Field("Upgrade", "websocket"));
    } else if (!bodyless) {
      fields.add(
          length < 0 ? new Field("Transfer-Encoding", "chunked") : new Field("Content-Length", Long.toString(length)));
    }
    return new RequestHead(request.getMethod(), target.target(), fields);
  }

  private static void addForwarded(HttpServletRequest request, ForwardTarget target, List<Field> fields) {
    fields.add(new Field("X-Forwarded-For", request.getRemoteAddr()));
    fields.add(new Field("X-Forwarded-Proto", request.getScheme()));
    String host = request.getHeader("Host");
    if (host != null) {
      fields.add(new Field("X-Forwarded-Host", host));
    }
    fields.add(new Field("X-Forwarded-Prefix", target.prefix()));
  }

  private static List<Field> given(HttpServletRequest request) {
    List<Field> fields = new ArrayList<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        fields.add(new Field(name, value));
      }
    }
    return fields;
  }
}
