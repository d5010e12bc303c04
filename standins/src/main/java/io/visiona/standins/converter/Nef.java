package io.visiona.standins.converter;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a conversion gives: {@code NEF1 <chip> <SHA-256 of the model>} and a line feed, then the 32
 * bytes of that hash until it is about as large as the model, at least 64 KiB and at most 512 MiB
 * of them. The same model for the same chip always gives the same bytes. Never in memory as a
 * whole; immutable.
 */
final class Nef {
  private static final int LEAST = 64 * 1024;
  private static final int MOST = 512 * 1024 * 1024;

  private final byte[] head;
  private final byte[] piece;
  private final long size;

  /**
   * That of a model.
   *
   * @param modelHash SHA-256 of the model, in hexadecimal digits
   * @param modelBytes size of the model
   */
  Nef(String chip, String modelHash, long modelBytes) {
    head = ("NEF1 " + chip + " " + modelHash + "\n").getBytes(StandardCharsets.US_ASCII);
    piece = HexFormat.of().parseHex(modelHash);
    long body = Math.clamp(modelBytes, LEAST, MOST);
    size = head.length + body - body % piece.length;
  }

  /** In bytes. */
  long size() {
    return size;
  }

  /** SHA-256 of it, in lower-case hexadecimal digits. */
  String hash() {
    MessageDigest digest = digest();
    digest.update(head);
    for (long at = head.length; at < size; at += piece.length) {
      digest.update(piece);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Its bytes. */
  InputStream open() {
    return new Bytes();
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is not available", impossible);
    }
  }

  private final class Bytes extends InputStream {
    private long at;

    @Override
    public int read() {
      return at < size ? Byte.toUnsignedInt(next()) : -1;
    }

    @Override
    public int read(byte[] into, int from, int count) {
      int most = (int) Math.min(count, size - at);
      for (int i = 0; i < most; i++) {
        into[from + i] = next();
      }
      return most == 0 && count > 0 ? -1 : most;
    }

    private byte next() {
      int index = (int) at;
      at++;
      return index < head.length ? head[index] : piece[(index - head.length) % piece.length];
    }
  }
}
