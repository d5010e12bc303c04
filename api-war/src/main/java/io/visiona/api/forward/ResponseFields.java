package io.visiona.api.forward;

import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.Framing;
import io.visiona.shared.exchange.HopByHop;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Set;

/**
 * What a caller sees of an agent's response. An agent's site shares this server's origin, so nothing an agent says may change what
 * the browser thinks of the rest of it: no rules for other origins, no clearing or widening, no weaker security headers. Its pages
 * are sandboxed into an origin of their own; their scripts cannot act with the person's session.
 */
final class ResponseFields {
  /** No {@code allow-same-origin}: that is the point. */
  static final String SANDBOX =
      "sandbox allow-scripts allow-forms allow-popups allow-modals allow-downloads; frame-ancestors 'none'";

  private static final String POLICY = "Content-Security-Policy";

  private static final Set<String> DROPPED =
      Set.of(
          "alt-svc",
          "clear-site-data",
          "content-length",
          "nel",
          "public-key-pins",
          "refresh",
          "report-to",
          "reporting-endpoints",
          "service-worker-allowed",
          "strict-transport-security",
          "x-request-id");

  private ResponseFields() {}

  /** Sets status and headers; headers that are there already stand. */
  static void write(ResponseHead head, Framing framing, ForwardTarget target, HttpServletResponse response) {
    Set<String> ours = Set.copyOf(response.getHeaderNames().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    response.setStatus(head.status());
    response.setHeader(POLICY, SANDBOX);
    for (Field field : HopByHop.strip(head.fields())) {
      String name = field.name().toLowerCase(Locale.ROOT);
      switch (name) {
        case "set-cookie" ->
            AgentCookies.toCaller(field.value(), target.prefix()).ifPresent(cookie -> response.addHeader("Set-Cookie", cookie));
        case "location", "content-location" -> response.setHeader(field.name(), location(field.value(), target));
        case "content-security-policy" -> response.addHeader(POLICY, field.value());
        default -> {
          if (!DROPPED.contains(name) && !name.startsWith("access-control-") && !ours.contains(name)) {
            response.addHeader(field.name(), field.value());
          }
        }
      }
    }
    switch (framing) {
      case Framing.Sized sized -> response.setContentLengthLong(sized.length());
      case Framing.Empty _ -> emptyLength(head, response);
      case Framing.Chunked _, Framing.UntilEnd _, Framing.Switched _ -> {}
    }
  }

  /** The length a HEAD or 304 announces is that of the response to GET. */
  private static void emptyLength(ResponseHead head, HttpServletResponse response) {
    if (head.status() != 204) {
      head.first("Content-Length").map(Long::parseLong).ifPresent(response::setContentLengthLong);
    }
  }

  /** What points to the agent's own site points to where it is seen from here. */
  private static String location(String value, ForwardTarget target) {
    for (String own : new String[] {"http://localhost/", "https://localhost/"}) {
      if (value.startsWith(own)) {
        return target.prefix() + value.substring(own.length() - 1);
      }
    }
    return value.startsWith("/") && !value.startsWith("//") ? target.prefix() + value : value;
  }
}
