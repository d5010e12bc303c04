package io.visiona.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One request and the response to it. A response is begun once, by one of the {@code send} or
 * {@code begin} methods; for HEAD what is written to its body is dropped. Not thread-safe.
 */
final class Exchange {
  private final Wire wire;
  private final ClassicHttpRequest request;
  private final Target target;
  private final InputStream body;
  private boolean continueDue;
  private boolean begun;
  private boolean keepAlive;
  private @Nullable OutputStream responseBody;

  Exchange(Wire wire, ClassicHttpRequest request) throws HttpException {
    this.wire = wire;
    this.request = request;
    this.target = Target.parse(request.getRequestUri());
    this.body = wire.body(request);
    this.keepAlive = wantsKeepAlive(request);
    this.continueDue = "100-continue".equalsIgnoreCase(header("Expect"));
  }

  private static boolean wantsKeepAlive(ClassicHttpRequest request) {
    Header connection = request.getFirstHeader("Connection");
    boolean modern = HttpVersion.HTTP_1_1.equals(request.getVersion());
    return modern
        && (connection == null
            || !connection.getValue().toLowerCase(Locale.ROOT).contains("close"));
  }

  ClassicHttpRequest request() {
    return request;
  }

  String method() {
    return request.getMethod();
  }

  Target target() {
    return target;
  }

  @Nullable String header(String name) {
    Header header = request.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  /** The request's body; says that it is welcome first, where the client waits for that. */
  InputStream body() throws IOException, HttpException {
    if (continueDue) {
      continueDue = false;
      wire.writeHead(new BasicClassicHttpResponse(100));
      wire.flush();
    }
    return body;
  }

  /** Sends a whole response of text. */
  void send(int status, String type, String text) throws IOException, HttpException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    begin(status, type, bytes.length).write(bytes);
  }

  /** Begins a response whose body has this many bytes. */
  OutputStream begin(int status, String type, long length) throws IOException, HttpException {
    ClassicHttpResponse response = head(status, type);
    response.setHeader("Content-Length", Long.toString(length));
    wire.writeHead(response);
    return opened(wire.fixedBody(length));
  }

  /** Begins a response whose body ends when it is closed. */
  OutputStream beginChunked(int status, String type) throws IOException, HttpException {
    ClassicHttpResponse response = head(status, type);
    response.setHeader("Transfer-Encoding", "chunked");
    wire.writeHead(response);
    return opened(wire.chunkedBody());
  }

  /** Switches protocols; what follows on the wire is no longer HTTP. */
  Wire upgrade(ClassicHttpResponse response) throws IOException, HttpException {
    begun = true;
    keepAlive = false;
    wire.writeHead(response);
    wire.flush();
    return wire;
  }

  private OutputStream opened(OutputStream out) {
    boolean bodiless = "HEAD".equals(method());
    OutputStream usable = bodiless ? OutputStream.nullOutputStream() : out;
    responseBody = usable;
    return usable;
  }

  private ClassicHttpResponse head(int status, String type) {
    if (begun) {
      throw new IllegalStateException("the response has begun already");
    }
    begun = true;
    ClassicHttpResponse response = new BasicClassicHttpResponse(status);
    response.setHeader("Content-Type", type);
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (continueDue) {
      // The body was never asked for, so nobody knows where the next request would begin.
      keepAlive = false;
    }
    if (!keepAlive) {
      response.setHeader("Connection", "close");
    }
    return response;
  }

  void flush() throws IOException {
    wire.flush();
  }

  /** Completes the response; whether another request may follow. */
  boolean finish() throws IOException {
    OutputStream open = responseBody;
    if (open != null) {
      open.close();
    }
    wire.flush();
    return keepAlive && (!hasBody() || discardRest());
  }

  /** Whether the request has a body, read or not. */
  boolean hasBody() {
    return request.containsHeader("Content-Length") || request.containsHeader("Transfer-Encoding");
  }

  private boolean discardRest() throws IOException {
    byte[] scrap = new byte[HttpLimits.BUFFER_BYTES];
    long left = HttpLimits.DISCARD_BYTES;
    int count = body.read(scrap);
    while (count >= 0 && left > 0) {
      left -= count;
      count = body.read(scrap);
    }
    return count < 0;
  }
}
