package io.visiona.api.gateway;

import io.visiona.api.forward.AgentCookies;
import io.visiona.api.forward.CallerBody;
import io.visiona.api.gateway.routes.RequestPath;
import io.visiona.api.gateway.routes.Route;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.api.tracing.TraceParent;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.exchange.Field;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway itself tells a service, added to what the caller may tell. */
final class ServiceFields {
  private static final String CIPHER = "jakarta.servlet.request.cipher_suite";

  private ServiceFields() {}

  /** Adds to {@code fields}, which are clean. Our own cookie stays here; others pass. */
  static void add(
      List<Field> fields, HttpServletRequest request, boolean https, Route route, @Nullable Identity identity, @Nullable String traceParent) {
    fields.addFirst(new Field("Host", route.url().getRawAuthority()));
    AgentCookies.toAgent(request).ifPresent(cookies -> fields.add(new Field("Cookie", cookies)));
    if (identity != null) {
      fields.add(new Field("X-User-Id", identity.id()));
      fields.add(new Field("X-Username", identity.usernameField()));
    }
    fields.add(new Field(RequestId.HEADER, RequestIdFilter.of(request)));
    TraceParent.add(fields, request, traceParent);
    fields.add(new Field("X-Forwarded-For", request.getRemoteAddr()));
    // Not the request's scheme: the container takes the caller's own X-Forwarded-Proto for it.
    fields.add(new Field("X-Forwarded-Proto", https || request.getAttribute(CIPHER) != null ? "https" : "http"));
    String host = request.getHeader("Host");
    if (host != null) {
      fields.add(new Field("X-Forwarded-Host", host));
    }
    fields.add(new Field("X-Forwarded-Prefix", RequestPath.PREFIX));
  }

  /** Says where the body ends, in the one way the service gets. */
  static void frame(List<Field> fields, CallerBody body, byte @Nullable [] whole, boolean webSocket) {
    if (webSocket) {
      fields.add(new Field("Connection", "Upgrade"));
      fields.add(new Field("Upgrade", "websocket"));
    } else if (whole != null) {
      fields.add(new Field("Content-Length", Integer.toString(whole.length)));
    } else if (!body.isNone()) {
      fields.add(
          body.length() < 0 ? new Field("Transfer-Encoding", "chunked") : new Field("Content-Length", Long.toString(body.length())));
    }
  }
}
