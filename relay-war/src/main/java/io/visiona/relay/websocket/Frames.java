package io.visiona.relay.websocket;

import java.nio.ByteBuffer;

/** Unmasked frames, as a server sends them; each written before what is there already. */
public final class Frames {
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  static final int FIN = 0x80;
  static final int MASKED = 0x80;
  static final int LENGTH_16 = 126;
  static final int LENGTH_64 = 127;

  /** Longest payload of a control frame, in bytes. */
  public static final int LONGEST_CONTROL = 125;

  private static final int HEADER = 2;
  private static final int LONGEST_16 = 0xFFFF;

  /**
   * Bytes that {@link #binaryBefore} and one control frame before it need at most, for a payload of
   * no more than 65,535 bytes.
   */
  public static final int HEADROOM = HEADER + Short.BYTES + HEADER + LONGEST_CONTROL;

  private Frames() {}

  /**
   * Makes what remains of the buffer, at most 65,535 bytes, the payload of a binary message: moves
   * the position back over its header.
   */
  public static void binaryBefore(ByteBuffer payload) {
    int length = payload.remaining();
    if (length > LONGEST_16) {
      throw new IllegalArgumentException("a payload of " + length + " bytes");
    }
    if (length <= LONGEST_CONTROL) {
      before(payload, BINARY, length);
      return;
    }
    int start = payload.position() - HEADER - Short.BYTES;
    payload.put(start, (byte) (FIN | BINARY));
    payload.put(start + 1, (byte) LENGTH_16);
    payload.putShort(start + HEADER, (short) length);
    payload.position(start);
  }

  /** Puts a pong before the position and moves it back. */
  public static void pongBefore(ByteBuffer buffer, byte[] payload) {
    int start = buffer.position() - payload.length;
    buffer.put(start, payload);
    buffer.position(start);
    before(buffer, PONG, payload.length);
  }

  private static void before(ByteBuffer buffer, int opcode, int length) {
    int start = buffer.position() - HEADER;
    buffer.put(start, (byte) (FIN | opcode));
    buffer.put(start + 1, (byte) length);
    buffer.position(start);
  }

  /** A close frame; {@link CloseCode#NONE} makes one without a code. */
  public static ByteBuffer close(int code) {
    if (code == CloseCode.NONE) {
      return ByteBuffer.wrap(new byte[] {(byte) (FIN | CLOSE), 0});
    }
    return ByteBuffer.wrap(
        new byte[] {
          (byte) (FIN | CLOSE), Short.BYTES, (byte) (code >> Byte.SIZE), (byte) code,
        });
  }
}
