package io.visiona.api.platform.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Spans by the semantic conventions for HTTP
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/): one of kind SERVER for a request,
 * and one of kind CLIENT below it for what it went to. The query, which the conventions would have,
 * is left out: it may hold secrets. So is what tells who the caller is: address and user agent.
 */
final class OpenTelemetrySpans implements Spans {
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  /** Any other is {@code _OTHER}: it is the caller's to invent. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE");

  private static final int CALLER_GONE = 499;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;
  private static final long LAST_SECONDS = 2;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  OpenTelemetrySpans(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("io.visiona.api");
  }

  @Override
  public Request begin(HttpServletRequest request) {
    String method = known(request.getMethod());
    Span span =
        tracer
            .spanBuilder(name(method))
            .setSpanKind(SpanKind.SERVER)
            .setParent(parent(TraceParent.given(request)))
            .startSpan();
    if (span.isRecording()) {
      span.setAttribute(METHOD, method);
      span.setAttribute(SCHEME, "https".equals(request.getScheme()) ? "https" : "http");
      span.setAttribute(PATH, request.getRequestURI());
      span.setAttribute(SERVER, request.getServerName());
      span.setAttribute(PORT, (long) request.getServerPort());
    }
    return new Traced(method, span);
  }

  private static Context parent(@Nullable String given) {
    if (given == null) {
      return Context.root();
    }
    SpanContext remote =
        SpanContext.createFromRemoteParent(
            given.substring(3, 35),
            given.substring(36, 52),
            TraceFlags.fromHex(given, 53),
            TraceState.getDefault());
    return Context.root().with(Span.wrap(remote));
  }

  private static String known(String method) {
    return METHODS.contains(method) ? method : "_OTHER";
  }

  private static String name(String method) {
    return method.equals("_OTHER") ? "HTTP" : method;
  }

  private final class Traced implements Request {
    private final String method;
    private final Span span;

    Traced(String method, Span span) {
      this.method = method;
      this.span = span;
    }

    @Override
    public Call call(String called, URI url, String path) {
      String kind = known(called);
      Span call =
          tracer
              .spanBuilder(name(kind))
              .setSpanKind(SpanKind.CLIENT)
              .setParent(Context.root().with(span))
              .startSpan();
      if (call.isRecording()) {
        int query = path.indexOf('?');
        boolean tls = "https".equals(url.getScheme());
        call.setAttribute(METHOD, kind);
        call.setAttribute(SERVER, url.getHost());
        call.setAttribute(PORT, url.getPort() < 0 ? tls ? 443L : 80L : url.getPort());
        call.setAttribute(
            URL,
            url.getScheme()
                + "://"
                + url.getRawAuthority()
                + (query < 0 ? path : path.substring(0, query)));
      }
      return new Called(call);
    }

    @Override
    public void end(@Nullable String route, int status, @Nullable String fault) {
      if (span.isRecording()) {
        if (route != null) {
          span.updateName(name(method) + " " + route);
          span.setAttribute(ROUTE, route);
        }
        if (status == CALLER_GONE) {
          span.setAttribute(ERROR, "caller_gone");
        } else {
          span.setAttribute(STATUS, (long) status);
          tellFault(span, status >= SERVER_ERROR, status, fault);
        }
      }
      span.end();
    }
  }

  private record Called(Span span) implements Call {
    @Override
    public String traceParent() {
      SpanContext context = span.getSpanContext();
      return "00-"
          + context.getTraceId()
          + "-"
          + context.getSpanId()
          + "-"
          + context.getTraceFlags().asHex();
    }

    @Override
    public void end(int status, @Nullable String fault) {
      if (span.isRecording()) {
        if (status > 0) {
          span.setAttribute(STATUS, (long) status);
        }
        tellFault(span, status >= CLIENT_ERROR, status, fault);
      }
      span.end();
    }
  }

  private static void tellFault(Span span, boolean badStatus, int status, @Nullable String fault) {
    if (badStatus || fault != null) {
      span.setStatus(StatusCode.ERROR);
      span.setAttribute(ERROR, fault == null ? Integer.toString(status) : fault);
    }
  }

  @Override
  public void close() {
    provider.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
  }
}
