package io.visiona.standins.converter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a conversion gives: {@code NEF1 <chip> <SHA-256 of the model>} and a line feed, then 2048 times the 32 bytes of that hash. The same
 * model for the same chip always gives the same bytes.
 */
final class Nef {
  private static final int REPEATS = 2048;

  private Nef() {}

  static byte[] of(String chip, String modelHash) {
    byte[] head = ("NEF1 " + chip + " " + modelHash + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] piece = HexFormat.of().parseHex(modelHash);
    byte[] whole = new byte[head.length + REPEATS * piece.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    for (int i = 0; i < REPEATS; i++) {
      System.arraycopy(piece, 0, whole, head.length + i * piece.length, piece.length);
    }
    return whole;
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }
}
