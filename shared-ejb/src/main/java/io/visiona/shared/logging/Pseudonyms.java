package io.visiona.shared.logging;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What stands in a log line for a person or an object key: enough to follow one through the log,
 * too little to know which it is.
 */
public final class Pseudonyms {
  private static final int DIGITS = 8;

  private Pseudonyms() {}

  /** The first 8 hexadecimal digits of the SHA-256 of the UTF-8 text. */
  public static String of(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }
}
