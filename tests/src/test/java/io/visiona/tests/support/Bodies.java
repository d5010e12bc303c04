package io.visiona.tests.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Large bodies that nobody holds in memory: made as they are read, known by their SHA-256. */
public final class Bodies {
  private static final Map<Long, String> SUMS = new ConcurrentHashMap<>();

  private Bodies() {}

  /** A stream of {@code length} bytes of a pattern that no transport may disorder unnoticed. */
  public static InputStream pattern(long length) {
    return new Pattern(length);
  }

  /** SHA-256 in hex of what {@link #pattern} gives; reckoned once for each length. */
  public static String sha256OfPattern(long length) {
    return SUMS.computeIfAbsent(length, Bodies::reckon);
  }

  private static String reckon(long length) {
    try (InputStream in = pattern(length)) {
      return sha256(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SHA-256 in hex of all that the stream gives. */
  public static String sha256(InputStream in) throws IOException {
    MessageDigest digest = newDigest();
    byte[] buffer = new byte[65_536];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Writes the pattern. */
  public static void writePattern(OutputStream out, long length) throws IOException {
    try (InputStream in = pattern(length)) {
      in.transferTo(out);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cheap to make: a block that differs at every 64 KiB by its number. */
  private static final class Pattern extends InputStream {
    private static final int BLOCK = 65_536;
    private final byte[] block = new byte[BLOCK];
    private final long length;
    private long at;

    Pattern(long length) {
      this.length = length;
      for (int i = 0; i < BLOCK; i++) {
        block[i] = (byte) (i * 31 + (i >>> 8));
      }
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int count) {
      if (at == length) {
        return -1;
      }
      int within = (int) (at % BLOCK);
      if (within == 0) {
        long number = at / BLOCK;
        for (int i = 0; i < 8; i++) {
          block[i] = (byte) (number >>> (8 * i));
        }
      }
      int n = (int) Math.min(Math.min(count, BLOCK - within), length - at);
      System.arraycopy(block, within, into, offset, n);
      at += n;
      return n;
    }
  }
}
