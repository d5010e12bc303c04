package io.visiona.shared.membercenter;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Addresses of objects on the file server. */
public final class FileUrls {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final String HEX = "0123456789ABCDEF";

  private FileUrls() {}

  /**
   * {@code {base}/files/{key}}: slashes stay, everything else that is not unreserved (RFC 3986
   * section 2.3) is percent-encoded as UTF-8, so that the decoded path is exactly the key.
   *
   * @throws IllegalArgumentException for a key that is not {@linkplain ObjectKeys#isUsable usable};
   *     the message does not repeat it
   */
  public static URI of(URI base, String key) {
    if (!ObjectKeys.isUsable(key)) {
      throw new IllegalArgumentException("the object key cannot be the path of a URL");
    }
    return Urls.at(base, "/files/" + encode(key, "/"));
  }

  /** A value as it stands in a query: a download token for a browser that is sent to the file. */
  public static String parameter(String value) {
    return encode(value, "");
  }

  private static String encode(String text, String kept) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (each & 0xFF);
      if (UNRESERVED.indexOf(character) >= 0 || kept.indexOf(character) >= 0) {
        encoded.append(character);
      } else {
        encoded.append('%').append(HEX.charAt(character >> 4)).append(HEX.charAt(character & 0xF));
      }
    }
    return encoded.toString();
  }
}
