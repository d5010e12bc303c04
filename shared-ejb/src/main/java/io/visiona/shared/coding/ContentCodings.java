package io.visiona.shared.coding;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Takes the coding off a whole answer (RFC 9110 section 8.4.1). We ask for none ({@link #NONE}),
 * and some servers compress all the same. The bound is one for what comes out, so that a few bytes
 * cannot become many.
 */
public final class ContentCodings {
  /** The value of {@code Accept-Encoding} in what we send. */
  public static final String NONE = "identity";

  private ContentCodings() {}

  /**
   * The body without its coding.
   *
   * @param codings the values of {@code Content-Encoding}; one coding at most is taken
   * @param most bytes of the result
   * @throws IOException when the coding is unknown or the body is not what it says, or too large
   */
  public static byte[] decode(byte[] body, List<String> codings, int most) throws IOException {
    if (codings.isEmpty()) {
      return body;
    }
    String coding = String.join(",", codings).strip().toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "", NONE -> body;
      case "gzip", "x-gzip" -> read(new GZIPInputStream(new ByteArrayInputStream(body)), most);
      case "deflate" -> read(new InflaterInputStream(new ByteArrayInputStream(body)), most);
      default -> throw new IOException("the answer has a content coding nobody asked for");
    };
  }

  private static byte[] read(InputStream decoded, int most) throws IOException {
    try (decoded) {
      byte[] plain = decoded.readNBytes(most + 1);
      if (plain.length > most) {
        throw new IOException("the answer unpacks to more than " + most + " bytes");
      }
      return plain;
    }
  }
}
