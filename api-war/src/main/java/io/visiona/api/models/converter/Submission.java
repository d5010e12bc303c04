package io.visiona.api.models.converter;

import io.visiona.api.http.MultipartUpload;
import io.visiona.api.models.conversions.NewConversion;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * The multipart body that goes to the converter: the fields, then the file as it arrives from the
 * person. Nothing of it is kept. Whatever stops it stops before the last boundary is written, so
 * that the converter never sees a whole body that is not. Written by one thread; looked at and
 * stopped by others.
 */
public final class Submission extends AbstractHttpEntity {
  private static final int PIECE = 64 * 1024;

  /** Where the file comes from. */
  public interface Source {
    /** The file's bytes; a failure is the person's. */
    InputStream file();

    /** Called when all of them were read: throws when more follows than should. */
    void ended();
  }

  private final String boundary;
  private final NewConversion conversion;
  private final ModelFormat format;
  private final Source source;
  private final long limit;
  private final AtomicReference<@Nullable ApiException> refusal = new AtomicReference<>();
  private final AtomicReference<@Nullable Runnable> abort = new AtomicReference<>();

  /**
   * {@link System#nanoTime()} at which this began to wait for the converter, to take a piece or to
   * answer; 0 while it does not.
   */
  private volatile long waitingSince;

  private volatile boolean stopped;

  private Submission(
      String boundary, NewConversion conversion, ModelFormat format, Source source, long limit) {
    super("multipart/form-data; boundary=" + boundary, null, true);
    this.boundary = boundary;
    this.conversion = conversion;
    this.format = format;
    this.source = source;
    this.limit = limit;
  }

  /** With at most {@code limit} bytes of file. */
  public static Submission of(
      NewConversion conversion, ModelFormat format, Source source, long limit) {
    return new Submission("visiona-" + UUID.randomUUID(), conversion, format, source, limit);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    send(out, field("name", conversion.name()));
    send(out, field("target_chip", conversion.chip().name()));
    send(
        out,
        part("file", "; filename=\"model" + format.extension() + "\"", "application/octet-stream"));
    copy(out);
    send(out, ascii("\r\n--" + boundary + "--\r\n"));
    waitingSince = System.nanoTime() | 1;
  }

  private void copy(OutputStream out) throws IOException {
    byte[] piece = new byte[PIECE];
    long sent = 0;
    for (int n = read(piece); n >= 0; n = read(piece)) {
      if (stopped) { // what is written now may only fill a buffer, and fail much later
        throw new IOException("stopped by us", refusal.get());
      }
      sent += n;
      if (sent > limit) {
        throw refused(
            new ApiException(
                ErrorCode.PAYLOAD_TOO_LARGE, "The model file is larger than " + limit + " bytes."));
      }
      send(out, piece, n);
    }
    if (sent == 0) {
      throw refused(new ApiException(ErrorCode.BAD_REQUEST, "file is empty"));
    }
    ended();
  }

  private int read(byte[] piece) throws IOException {
    try {
      return source.file().read(piece);
    } catch (ApiException known) {
      throw refused(known);
    } catch (IOException | UncheckedIOException broken) {
      throw refused(MultipartUpload.refusal(broken));
    }
  }

  private void ended() throws IOException {
    try {
      source.ended();
    } catch (ApiException known) {
      throw refused(known);
    }
  }

  private void send(OutputStream out, byte[] bytes) throws IOException {
    send(out, bytes, bytes.length);
  }

  private void send(OutputStream out, byte[] bytes, int count) throws IOException {
    waitingSince = System.nanoTime() | 1;
    out.write(bytes, 0, count);
    waitingSince = 0;
  }

  /** Whether the converter has kept this waiting for longer than that. */
  public boolean isStuck(Duration patience) {
    long since = waitingSince;
    return since != 0 && System.nanoTime() - since > patience.toNanos();
  }

  /** Why this was stopped, when that was not the converter's doing. */
  public Optional<ApiException> refusal() {
    return Optional.ofNullable(refusal.get());
  }

  /** What ends the exchange; runs at once if that was asked for before. */
  void abortable(Runnable ending) {
    abort.set(ending);
    if (stopped) {
      ending.run();
    }
  }

  /** Ends the exchange from another thread, for that reason. */
  public void stop(ApiException why) {
    refusal.compareAndSet(null, why);
    stopped = true;
    Runnable ending = abort.get();
    if (ending != null) {
      ending.run();
    }
  }

  /**
   * The connection goes first: the client would end the body in an orderly way, also one that ends
   * too early.
   */
  private IOException refused(ApiException why) {
    stop(why);
    return new IOException("stopped by us", why);
  }

  /** Values have no control characters: they were looked at before. */
  private byte[] field(String name, String value) {
    return join(
        part(name, "", "text/plain; charset=utf-8"),
        value.getBytes(StandardCharsets.UTF_8),
        ascii("\r\n"));
  }

  private byte[] part(String name, String more, String type) {
    return ascii(
        "--"
            + boundary
            + "\r\nContent-Disposition: form-data; name=\""
            + name
            + "\""
            + more
            + "\r\nContent-Type: "
            + type
            + "\r\n\r\n");
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public long getContentLength() {
    return -1;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public InputStream getContent() {
    throw new UnsupportedOperationException("written, never read");
  }

  @Override
  public void close() {
    // What it reads from belongs to the request.
  }
}
