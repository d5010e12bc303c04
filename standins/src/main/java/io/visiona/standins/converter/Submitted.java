package io.visiona.standins.converter;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;

/**
 * A body of {@code POST /jobs}, read to its end: {@code name}, {@code target_chip}, {@code file},
 * in this order and nothing else.
 *
 * @param chip what the model is for
 * @param modelHash SHA-256 of the file, in lower-case hexadecimal digits
 * @param modelBytes size of the file
 * @param failure what the file says the job fails with, empty when it says nothing
 */
record Submitted(String chip, String modelHash, long modelBytes, String failure) {
  private static final Set<String> CHIPS = Set.of("KL520", "KL530", "KL630", "KL720", "KL730");
  private static final int LONGEST_FIELD = 1_024;
  private static final int LONGEST_FAILURE = 200;
  private static final String FAILURE = "fail:";

  /** The body is whole and is not what it should be. */
  static final class UnacceptableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnacceptableException(String message) {
      super(message);
    }
  }

  /** Reads one; a body that breaks off is an {@link IOException}. */
  static Submitted read(HttpServletRequest request) throws IOException, UnacceptableException {
    FileItemInputIterator parts =
        new JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory>().getItemIterator(request);
    require(!field(parts, "name").isBlank(), "name");
    String chip = field(parts, "target_chip");
    require(CHIPS.contains(chip), "target_chip");
    FileItemInput file = next(parts, "file");
    String fileName = String.valueOf(file.getName()).toLowerCase(Locale.ROOT);
    require(fileName.endsWith(".onnx") || fileName.endsWith(".tflite"), "file name");
    MessageDigest digest = Nef.digest();
    Drained drained = drain(file.getInputStream(), digest);
    String beginning = drained.beginning();
    require(!beginning.isEmpty(), "file");
    require(!parts.hasNext(), "end");
    String failure =
        beginning.startsWith(FAILURE) ? beginning.substring(FAILURE.length()).strip() : "";
    return new Submitted(chip, HexFormat.of().formatHex(digest.digest()), drained.bytes(), failure);
  }

  private record Drained(String beginning, long bytes) {}

  /** Hashes all of it, and tells how it begins and how long it was. */
  private static Drained drain(InputStream file, MessageDigest digest) throws IOException {
    byte[] piece = new byte[64 * 1024];
    int first = file.readNBytes(piece, 0, LONGEST_FAILURE);
    String beginning = new String(piece, 0, first, StandardCharsets.ISO_8859_1);
    digest.update(piece, 0, first);
    long bytes = first;
    for (int n = file.read(piece); n >= 0; n = file.read(piece)) {
      digest.update(piece, 0, n);
      bytes += n;
    }
    return new Drained(beginning, bytes);
  }

  private static String field(FileItemInputIterator parts, String name)
      throws IOException, UnacceptableException {
    FileItemInput part = next(parts, name);
    require(part.isFormField(), name);
    byte[] value = part.getInputStream().readNBytes(LONGEST_FIELD + 1);
    require(value.length <= LONGEST_FIELD, name);
    return new String(value, StandardCharsets.UTF_8);
  }

  private static FileItemInput next(FileItemInputIterator parts, String name)
      throws IOException, UnacceptableException {
    require(parts.hasNext(), name);
    FileItemInput part = parts.next();
    require(name.equals(part.getFieldName()), name);
    return part;
  }

  private static void require(boolean good, String what) throws UnacceptableException {
    if (!good) {
      throw new UnacceptableException(what + " is missing or not acceptable");
    }
  }
}
