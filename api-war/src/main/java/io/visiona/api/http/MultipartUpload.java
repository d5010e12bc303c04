package io.visiona.api.http;

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
import java.util.Objects;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.RequestContext;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;

/**
 * A {@code multipart/form-data} body (RFC 7578) that is read as it arrives and never held: text
 * fields first, then the part {@code file} as the last, because whoever reads a stream cannot look
 * behind the file for them. Used by one thread.
 */
public final class MultipartUpload {
  /** Bytes of a body beside the file: boundaries, heads of parts, fields. */
  public static final long OVERHEAD = 64 * 1024;

  private static final int LONGEST_FIELD = 1024;
  private static final int LONGEST_HEAD = 4 * 1024;
  private static final int MOST_FIELDS = 20;

  private final FileItemInputIterator parts;
  private final Map<String, String> fields;
  private final FileItemInput part;
  private final InputStream file;

  private MultipartUpload(
      FileItemInputIterator parts, Map<String, String> fields, FileItemInput part)
      throws IOException {
    this.parts = parts;
    this.fields = fields;
    this.part = part;
    this.file = part.getInputStream();
  }

  /**
   * A request's body.
   *
   * @param contentType with the boundary
   * @param length by its head, -1 when that does not tell
   * @param bytes the body itself
   */
  public record Body(String contentType, long length, InputStream bytes) {}

  /**
   * Reads up to the file. Throws {@link ApiException} for whatever is wrong with it.
   *
   * @param most bytes of the whole body
   */
  public static MultipartUpload read(Body body, long most) {
    if (body.length() > most) {
      throw new ApiException(ErrorCode.PAYLOAD_TOO_LARGE);
    }
    try {
      AbstractFileUpload<?, DiskFileItem, DiskFileItemFactory> upload =
          new JakartaServletFileUpload<>();
      upload.setMaxPartHeaderSize(LONGEST_HEAD);
      upload.setHeaderCharset(StandardCharsets.UTF_8);
      return read(
          upload.getItemIterator(
              new Context(
                  new Body(body.contentType(), body.length(), new Counted(body.bytes(), most)))));
    } catch (IOException
        | UncheckedIOException
        | InvalidPathException broken) { // the last for a file's name with a NUL
      throw refusal(broken);
    }
  }

  private static MultipartUpload read(FileItemInputIterator parts) throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (int count = 0; parts.hasNext(); count++) {
      FileItemInput part = parts.next();
      if ("file".equals(part.getFieldName())) {
        return new MultipartUpload(parts, fields, part);
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

  /** A field that must be there, in front of the file; without the blanks around it. */
  public String field(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw bad(name + " is required, before file");
    }
    return value.strip();
  }

  /** What the client calls the file; empty when it does not say. */
  public String fileName() {
    try {
      return Objects.requireNonNullElse(part.getName(), "");
    } catch (InvalidPathException withNul) {
      throw refusal(withNul);
    }
  }

  /** The file's bytes. What its reads throw is for {@link #refusal}. */
  public InputStream file() {
    return file;
  }

  /** To be called when the file was read: only then it is sure that all of it arrived. */
  public void end() {
    try {
      if (parts.hasNext()) {
        throw bad("file must be the last part");
      }
    } catch (IOException | UncheckedIOException broken) {
      throw refusal(broken);
    }
  }

  /** What a body that cannot be read is answered with. */
  public static ApiException refusal(Exception broken) {
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

  /**
   * Gives up a body that is too long. The library's own limit cannot be told from that of a part's
   * head.
   */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private long left;

    Counted(InputStream in, long most) {
      this.in = in;
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      int got = in.read(target, offset, count);
      left -= Math.max(0, got);
      if (left < 0) {
        throw new ApiException(ErrorCode.PAYLOAD_TOO_LARGE);
      }
      return got;
    }
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
}
