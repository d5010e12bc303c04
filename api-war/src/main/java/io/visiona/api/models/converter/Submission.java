package io.visiona.api.models.converter;

import io.visiona.api.http.MultipartUpload;
import io.visiona.api.models.conversions.NewConversion;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.entity.mime.AbstractContentBody;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * The multipart body that goes to the converter: the fields, then the file as it arrives from the
 * person (RFC 7578, by HttpClient). Nothing of it is kept. Whatever stops it stops before the last
 * boundary is written, so that the converter never sees a whole body that is not. Written by one
 * thread; looked at and stopped by others.
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

  private final HttpEntity form;
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
    this.source = source;
    this.limit = limit;
    ContentType text = ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8);
    this.form =
        MultipartEntityBuilder.create()
            .setBoundary(boundary)
            .addTextBody("name", conversion.name(), text)
            .addTextBody("target_chip", conversion.chip().name(), text)
            .addPart("file", new File("model" + format.extension()))
            .build();
  }

  /** With at most {@code limit} bytes of file. */
  public static Submission of(
      NewConversion conversion, ModelFormat format, Source source, long limit) {
    return new Submission("visiona-" + UUID.randomUUID(), conversion, format, source, limit);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    form.writeTo(new Watched(out));
    waitingSince = System.nanoTime() | 1;
  }

  /** The file as a part of the form: its length is not known before its end. */
  private final class File extends AbstractContentBody {
    private final String name;

    File(String name) {
      super(ContentType.APPLICATION_OCTET_STREAM);
      this.name = name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      copy(out);
    }
  }

  /** Notes when it is the converter that is waited for. */
  private final class Watched extends FilterOutputStream {
    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      waitingSince = System.nanoTime() | 1;
      out.write(bytes, offset, count);
      waitingSince = 0;
    }
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
      out.write(piece, 0, n);
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
