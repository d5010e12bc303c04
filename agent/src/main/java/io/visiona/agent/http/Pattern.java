package io.visiona.agent.http;

/**
 * Bytes that are cheap to make, the same every time, and in which no loss, repetition or exchange
 * goes unnoticed: blocks of 64 KiB in which byte {@code i} is {@code 31 i + (i >> 8)}, but for the
 * first eight, which are the block's number, least significant first. Not thread-safe.
 */
final class Pattern {
  static final int BLOCK_BYTES = 65_536;

  private static final byte[] TEMPLATE = template();

  private final byte[] block = TEMPLATE.clone();
  private long number;

  private static byte[] template() {
    byte[] bytes = new byte[BLOCK_BYTES];
    for (int i = Long.BYTES; i < BLOCK_BYTES; i++) {
      bytes[i] = (byte) (i * 31 + (i >>> 8));
    }
    return bytes;
  }

  /** The next block; valid until the next call. */
  byte[] next() {
    for (int i = 0; i < Long.BYTES; i++) {
      block[i] = (byte) (number >>> (8 * i));
    }
    number++;
    return block;
  }
}
