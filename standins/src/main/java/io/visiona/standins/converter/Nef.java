package io.visiona.standins.converter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a conversion gives: {@code NEF1 <chip> <SHA-256 of the model>} and a line feed, then the 32
 * bytes of that hash until it is about as large as the model, at least 64 KiB and at most 32 MiB of
 * them. The same model for the same chip always gives the same bytes.
 */
final class Nef {
  private static final int LEAST = 64 * 1024;
  private static final int MOST = 32 * 1024 * 1024;

  private Nef() {}

  static byte[] of(String chip, String modelHash, long modelBytes) {
    byte[] head = ("NEF1 " + chip + " " + modelHash + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] piece = HexFormat.of().parseHex(modelHash);
    int repeats = Math.clamp(modelBytes, LEAST, MOST) / piece.length;
    byte[] whole = new byte[head.length + repeats * piece.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    for (int i = 0; i < repeats; i++) {
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
