package io.visiona.api.conversion;

import io.visiona.api.models.ModelRules;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.RequestContext;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;

/**
 * A conversion as it arrives: {@code multipart/form-data} with the fields {@code name} and {@code target_chip} before the part
 * {@code file}, which is the last, because whoever reads a stream cannot look behind the file for them. Other fields are ignored. Used by
 * one thread.
 */
final class Multipart implements Submission.Source {
  /** Bytes of a body beside the file: boundaries, heads of parts, fields. */
  static final long OVERHEAD = 64 * 1024;

  /** RFC 7578; JAX-RS lets nothing else through. */
  static final String TYPE = "multipart/form-data";

  private static final int LONGEST_FIELD = 1024;
  private static final int LONGEST_HEAD = 4 * 1024;
  private static final int MOST_FIELDS = 20;

  private final FileItemInputIterator parts;
  private final NewConversion conversion;
  private final ModelFormat format;
  private final InputStream file;

  private Multipart(FileItemInputIterator parts, NewConversion conversion, ModelFormat format, InputStream file) {
    this.parts = parts;
    this.conversion = conversion;
    this.format = format;
    this.file = file;
  }

  /**
   * The request's body.
   *
   * @param contentType with the boundary
   * @param length by its head, -1 when that does not tell
   * @param bytes the body itself
   */
  record Body(String contentType, long length, InputStream bytes) {}

  /**
   * Reads up to the file. Throws {@link ApiException} for whatever is wrong with it.
   *
   * @param limit bytes of the whole body
   * @param deadline {@code nanos} at which it has to be there, by {@code ticker}
   */
  static Multipart read(String owner, Body body, long limit, long deadline, LongSupplier ticker) {
    try {
      return read(owner, open(new Body(body.contentType(), body.length(), new Bounded(body.bytes(), limit, deadline, ticker))));
    } catch (IOException | UncheckedIOException | InvalidPathException broken) { // the last for a file's name with a NUL
      throw refusal(broken);
    }
  }

  private static FileItemInputIterator open(Body body) throws IOException {
    AbstractFileUpload<?, DiskFileItem, DiskFileItemFactory> upload = new JakartaServletFileUpload<>();
    upload.setMaxPartHeaderSize(LONGEST_HEAD);
    upload.setHeaderCharset(StandardCharsets.UTF_8);
    return upload.getItemIterator(new Context(body));
  }

  private static Multipart read(String owner, FileItemInputIterator parts) throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (int count = 0; parts.hasNext(); count++) {
      FileItemInput part = parts.next();
      if ("file".equals(part.getFieldName())) {
        ModelFormat format = ModelFormat.of(part.getName()).orElseThrow(() -> bad("file must have a name that ends in " + ModelFormat.names()));
        return new Multipart(parts, conversion(owner, fields), format, part.getInputStream());
      }
      if (count >= MOST_FIELDS || !part.isFormField()) {
        throw bad("The body has parts that do not belong there.");
      }
      if (fields.put(String.valueOf(part.getFieldName()), text(part)) != null) {
        throw bad("A field is given twice.");
      }
    }
    throw bad("file is required, and is the last part");
  }

  private static NewConversion conversion(String owner, Map<String, String> fields) {
    String name = Optional.ofNullable(fields.get("name")).orElseThrow(() -> bad("name is required, before file")).strip();
    if (!ModelRules.isName(name)) {
      throw bad("name must have 1 to " + ModelRules.LONGEST_NAME + " characters, none of them a control character");
    }
    String chip = Optional.ofNullable(fields.get("target_chip")).orElseThrow(() -> bad("target_chip is required, before file"));
    return new NewConversion(
        owner, name, Chip.of(chip.strip()).orElseThrow(() -> bad("target_chip must be one of " + Chip.names())));
  }

  private static String text(FileItemInput part) throws IOException {
    byte[] bytes = part.getInputStream().readNBytes(LONGEST_FIELD + 1);
    if (bytes.length > LONGEST_FIELD) {
      throw bad("A field is too long.");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw bad("A field is not valid UTF-8.");
    }
  }

  /** What is asked for. */
  NewConversion conversion() {
    return conversion;
  }

  /** What kind of file it is. */
  ModelFormat format() {
    return format;
  }

  @Override
  public InputStream file() {
    return file;
  }

  @Override
  public void ended() throws IOException {
    if (parts.hasNext()) {
      throw bad("file must be the last part");
    }
  }

  /** What a body that cannot be read is answered with. */
  static ApiException refusal(Exception broken) {
    for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApiException known) {
        return known;
      }
    }
    return bad("The body ended early or is not valid multipart/form-data.");
  }

  private static ApiException bad(String message) {
    return new ApiException(ErrorCode.BAD_REQUEST, message);
  }

  private record Context(Body body) implements RequestContext {
    @Override
    public String getCharacterEncoding() {
      return StandardCharsets.UTF_8.name();
    }

    @Override
    public long getContentLength() {
      return body.length();
    }

    @Override
    public String getContentType() {
      return body.contentType();
    }

    @Override
    public InputStream getInputStream() {
      return body.bytes();
    }

    @Override
    public boolean isMultipartRelated() {
      return false;
    }
  }

  /** Gives up a body that is too long or takes too long. Each read is bounded by the server's time-out, so looking at each is enough. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left;
    private final long deadline;
    private final LongSupplier ticker;

    Bounded(InputStream in, long limit, long deadline, LongSupplier ticker) {
      this.in = in;
      this.left = limit;
      this.deadline = deadline;
      this.ticker = ticker;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      if (ticker.getAsLong() - deadline > 0) {
        throw new ApiException(ErrorCode.REQUEST_TIMEOUT);
      }
      int got = in.read(target, offset, count);
      left -= Math.max(0, got);
      if (left < 0) {
        throw new ApiException(ErrorCode.PAYLOAD_TOO_LARGE);
      }
      return got;
    }
  }
}
