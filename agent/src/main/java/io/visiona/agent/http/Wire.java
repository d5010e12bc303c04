package io.visiona.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ChunkedOutputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthOutputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestParser;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseWriter;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.http.impl.io.SessionOutputBufferImpl;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 messages on a pair of byte streams; httpcore does the parsing. Not thread-safe. */
final class Wire {
  private static final int CHUNK_BYTES = 32 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private final SessionInputBufferImpl inBuffer =
      new SessionInputBufferImpl(HttpLimits.BUFFER_BYTES, HttpLimits.lineBytes());
  private final SessionOutputBufferImpl outBuffer =
      new SessionOutputBufferImpl(HttpLimits.BUFFER_BYTES);
  private final DefaultHttpRequestParser parser = new DefaultHttpRequestParser(HttpLimits.HTTP);
  private final DefaultHttpResponseWriter writer = new DefaultHttpResponseWriter();

  Wire(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** The next request's head; null when there is none any more. */
  @Nullable ClassicHttpRequest readHead() throws IOException, HttpException {
    return parser.parse(inBuffer, in);
  }

  /** The body of the request whose head was read last. */
  InputStream body(ClassicHttpRequest request) throws HttpException {
    long length = DefaultContentLengthStrategy.INSTANCE.determineLength(request);
    if (length == ContentLengthStrategy.CHUNKED) {
      return new ChunkedInputStream(inBuffer, in, HttpLimits.HTTP);
    }
    return length > 0
        ? new ContentLengthInputStream(inBuffer, in, length)
        : InputStream.nullInputStream();
  }

  void writeHead(ClassicHttpResponse response) throws IOException, HttpException {
    writer.write(response, outBuffer, out);
  }

  OutputStream fixedBody(long length) {
    return new ContentLengthOutputStream(outBuffer, out, length);
  }

  OutputStream chunkedBody() {
    return new ChunkedOutputStream(outBuffer, out, CHUNK_BYTES);
  }

  void flush() throws IOException {
    outBuffer.flush(out);
  }

  /** What follows the head, as bytes: after an upgrade. */
  InputStream rawInput() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return inBuffer.read(in);
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return length == 0 ? 0 : inBuffer.read(target, offset, length, in);
      }
    };
  }

  /** What follows the head, as bytes; flush the head before. */
  OutputStream rawOutput() {
    return out;
  }
}
