package io.visiona.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
public final class Exchange {
  private final Wire wire;
  private final ClassicHttpRequest request;
  private final Target target;
  private final InputStream body;
  private final Map<String, String> more = new LinkedHashMap<>();
  private boolean continueDue;
  private boolean begun;
  private boolean keepAlive;
  private boolean upgraded;
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

  public ClassicHttpRequest request() {
    return request;
  }

  public String method() {
    return request.getMethod();
  }

  public Target target() {
    return target;
  }

  public @Nullable String header(String name) {
    Header header = request.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  /** The request's body; says that it is welcome first, where the client waits for that. */
  public InputStream body() throws IOException, HttpException {
    if (continueDue) {
      continueDue = false;
      wire.writeHead(new BasicClassicHttpResponse(100));
      wire.flush();
    }
    return body;
  }

  /** Adds a field to the response that is not begun yet. */
  public void add(String name, String value) {
    more.put(name, value);
  }

  /** No other request follows on this connection. */
  public void last() {
    keepAlive = false;
  }

  /** Whether what is on the wire now is no longer HTTP. */
  boolean isUpgraded() {
    return upgraded;
  }

  /** Whether the response has begun: it is too late to answer otherwise. */
  public boolean hasBegun() {
    return begun;
  }

  /** What comes after the request: after an upgrade, or to see that the caller is gone. */
  public InputStream rawInput() {
    return wire.rawInput();
  }

  /** Sends a response that has no body. */
  public void sendEmpty(int status) throws IOException, HttpException {
    ClassicHttpResponse response = head(status, "");
    response.removeHeaders("Content-Type");
    wire.writeHead(response);
  }

  /** Switches protocols; the bytes that follow are written to what comes back. */
  public OutputStream switchTo(ClassicHttpResponse response) throws IOException, HttpException {
    return upgrade(response).rawOutput();
  }

  /** Sends a whole response of text. */
  public void send(int status, String type, String text) throws IOException, HttpException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    begin(status, type, bytes.length).write(bytes);
  }

  /** Begins a response whose body has this many bytes. */
  public OutputStream begin(int status, String type, long length)
      throws IOException, HttpException {
    ClassicHttpResponse response = head(status, type);
    response.setHeader("Content-Length", Long.toString(length));
    wire.writeHead(response);
    return opened(wire.fixedBody(length));
  }

  /** Begins a response whose body ends when it is closed. */
  public OutputStream beginChunked(int status, String type) throws IOException, HttpException {
    ClassicHttpResponse response = head(status, type);
    response.setHeader("Transfer-Encoding", "chunked");
    wire.writeHead(response);
    return opened(wire.chunkedBody());
  }

  /** Switches protocols; what follows on the wire is no longer HTTP. */
  Wire upgrade(ClassicHttpResponse response) throws IOException, HttpException {
    begun = true;
    upgraded = true;
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
    more.forEach(response::setHeader);
    if (continueDue) {
      // The body was never asked for, so nobody knows where the next request would begin.
      keepAlive = false;
    }
    if (!keepAlive) {
      response.setHeader("Connection", "close");
    }
    return response;
  }

  public void flush() throws IOException {
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
  public boolean hasBody() {
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
