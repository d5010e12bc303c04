package io.visiona.shared.exchange;

import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultClassicHttpResponseFactory;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.http.message.LazyLaxLineParser;

/**
 * One HTTP/1.1 exchange over one stream, which it opens and owns. The stream stays open both ways
 * until the response is complete: many servers take a half-closed connection for an abort.
 *
 * <p>One thread reads the response; another one may send the body meanwhile ({@link #send}),
 * because an agent may answer before it has read everything. {@link #cancel()} may be called by any
 * thread and wakes both.
 */
public final class HttpExchange implements AutoCloseable {
  /** Bytes read at once while the head is parsed. */
  static final int BUFFER = 8 * 1024;

  private static final int MOST_FIELDS = 256;

  /**
   * {@code CRLF} and the shortest size line. One more is the shortest next chunk, and one more yet
   * the last chunk's end.
   */
  private static final int BETWEEN_CHUNKS = 5;

  private final YamuxStream stream;
  private final String method;
  private final ExchangeLimits limits;
  private final RequestProgress progress;
  private final AgentInput in;
  private final SessionInputBufferImpl buffer;
  private final Http1Config config;

  /** Removes blanks before the colon from a response, as it should (RFC 9112 section 5.1). */
  private final DefaultHttpResponseParser parser;

  private BodyFraming framing = new BodyFraming.Empty();
  private InputStream body = InputStream.nullInputStream();

  /** Whether the agent wants the body of a request that waits for leave. */
  private final CompletableFuture<Boolean> wanted = new CompletableFuture<>();

  private HttpExchange(
      YamuxStream stream,
      StreamOpener opener,
      String method,
      ExchangeLimits limits,
      boolean whole) {
    this.stream = stream;
    this.method = method;
    this.limits = limits;
    this.progress = new RequestProgress(limits, whole);
    this.in = new AgentInput(stream, limits, progress, opener);
    this.buffer =
        new SessionInputBufferImpl(
            new BasicHttpTransportMetrics(), BUFFER, 0, limits.headBytes(), null);
    this.config =
        Http1Config.custom()
            .setMaxLineLength(limits.headBytes())
            .setMaxHeaderCount(MOST_FIELDS)
            .build();
    this.parser =
        new DefaultHttpResponseParser(
            config, LazyLaxLineParser.INSTANCE, DefaultClassicHttpResponseFactory.INSTANCE);
    stream.writeTimeout(limits.idleBody());
  }

  /**
   * Opens the stream; head and body travel in its first frame.
   *
   * @param body the whole body, or its beginning when {@code whole} is false and {@link #send}
   *     follows; together with the head below a yamux window
   */
  public static HttpExchange begin(
      StreamOpener opener, ExchangeLimits limits, RequestHead head, byte[] body, boolean whole)
      throws IOException, InterruptedException {
    try {
      YamuxStream stream = opener.open(ByteBuffer.wrap(head.encode(body)), limits.open());
      return new HttpExchange(stream, opener, head.method(), limits, whole);
    } catch (YamuxException e) {
      throw ExchangeException.of(e, false);
    }
  }

  /**
   * Sends the rest of the body, until {@code source} ends.
   *
   * @param chunked in chunks; else as it comes, and the head has told the length
   */
  public void send(InputStream source, boolean chunked) throws IOException {
    BodySender sender = new BodySender(stream, progress);
    try {
      sender.send(source, chunked);
    } catch (YamuxException e) {
      throw ExchangeException.of(e, in.accepted());
    }
    progress.sent();
  }

  /** Whether the request has been sent whole. */
  public boolean isSent() {
    return progress.isSent();
  }

  /**
   * Waits for the response's head. Interim responses but 101 are skipped; they count towards the
   * limits.
   */
  public ResponseHead response() throws IOException {
    try {
      return readResponse();
    } catch (ExchangeException e) {
      throw e;
    } catch (java.io.InterruptedIOException e) {
      throw e;
    } catch (HttpException | IOException e) {
      throw new ExchangeException(ExchangeException.Code.BAD_RESPONSE, e);
    } finally {
      wanted.complete(false);
    }
  }

  /**
   * Waits until the agent wants the body (100, RFC 9110 section 10.1.1) or the response is there,
   * while another thread reads it. True too when neither came in {@code patience}.
   *
   * @return false when there is a response already, or none will come
   */
  public boolean awaitContinue(Duration patience) throws InterruptedException {
    try {
      return wanted.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      return true;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("never completed exceptionally", impossible);
    }
  }

  private ResponseHead readResponse() throws IOException, HttpException {
    while (true) {
      ClassicHttpResponse message = parser.parse(buffer, in);
      if (message == null) {
        throw in.accepted()
            ? new ExchangeException(
                ExchangeException.Code.LOST, "the agent ended the stream without a response")
            : new ExchangeException(
                ExchangeException.Code.REFUSED, "the agent ended the stream without accepting it");
      }
      if (in.headBytes() - buffer.length() > limits.headBytes()) {
        throw ExchangeException.badResponse("the head is too large");
      }
      ResponseHead head = head(message);
      if (head.status() >= 200 || head.status() == 101) {
        framing =
            BodyFraming.of(method, head, message.getVersion().lessEquals(HttpVersion.HTTP_1_0));
        body = openBody();
        return head;
      }
      if (head.status() == 100) {
        wanted.complete(true);
      }
    }
  }

  private static ResponseHead head(ClassicHttpResponse message) throws ExchangeException {
    if (message.getCode() < 100
        || message.getCode() > 599
        || message.getVersion().getMajor() != 1) {
      throw ExchangeException.badResponse("no such status or version");
    }
    List<Field> fields = new ArrayList<>();
    for (Header header : message.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      Field field = new Field(header.getName(), value);
      if (!field.isSafe()) {
        throw ExchangeException.badResponse("malformed header field");
      }
      fields.add(field);
    }
    return new ResponseHead(message.getCode(), fields);
  }

  private InputStream openBody() {
    if (framing instanceof BodyFraming.Switched) {
      in.beginSwitched();
    } else {
      in.beginBody(framing instanceof BodyFraming.UntilEnd);
    }
    return switch (framing) {
      case BodyFraming.Empty _ -> InputStream.nullInputStream();
      case BodyFraming.Sized sized -> new ContentLengthInputStream(buffer, in, sized.length());
      case BodyFraming.Chunked _ -> new ChunkedInputStream(buffer, in, config);
      case BodyFraming.UntilEnd _, BodyFraming.Switched _ -> new IdentityInputStream(buffer, in);
    };
  }

  /** Where the body of the response ends; after {@link #response()}. */
  public BodyFraming framing() {
    return framing;
  }

  /**
   * Reads some of the response's body.
   *
   * @return bytes read; -1 at its end, which is never reported for a body that was cut short
   */
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return body.read(target, offset, length);
    } catch (ExchangeException | java.io.InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new ExchangeException(ExchangeException.Code.BAD_RESPONSE, e);
    }
  }

  /**
   * Whether something can be read without waiting for the agent. Of chunks it takes a few bytes,
   * because what follows the data of one (its line end) is not yet data of the next.
   */
  public boolean hasMore() throws IOException {
    int framingOnly = framing instanceof BodyFraming.Chunked ? BETWEEN_CHUNKS : 0;
    return buffer.length() + in.available() > framingOnly;
  }

  /** Whether nothing more comes; what came before may still be there to be read. */
  public boolean isOver() {
    return stream.isOver();
  }

  /** What goes to the agent after a 101. */
  public OutputStream switchedOutput() {
    return stream.output();
  }

  /** After a 101: this side sends no more. */
  public void closeSwitchedOutput() {
    stream.closeOutput();
  }

  /** Resets the stream: the agent learns at once that nobody waits any more. */
  public void cancel() {
    stream.reset();
  }

  /**
   * Done with a complete response; resets the stream if the request was not sent whole or more
   * comes.
   */
  @Override
  public void close() {
    if (progress.isSent()) {
      stream.closeOutput();
      stream.close();
    } else {
      stream.reset();
    }
  }
}
