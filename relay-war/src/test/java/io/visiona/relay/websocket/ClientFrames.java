package io.visiona.relay.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Frames as a client sends them, legal or not; every frame has another mask. */
final class ClientFrames {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int mask = 0x1234_5678;

  ClientFrames binary(byte... payload) {
    return frame(0x82, payload);
  }

  ClientFrames frame(int first, byte... payload) {
    return header(first, 0x80, payload.length, shortest(payload.length)).masked(payload);
  }

  private static int shortest(long length) {
    return length < 126 ? 0 : length < 65_536 ? 2 : 8;
  }

  /** A header, {@code bytes} of extended length and the next mask, if {@code maskBit} says so. */
  ClientFrames header(int first, int maskBit, long length, int bytes) {
    out.write(first);
    out.write(maskBit | (bytes == 0 ? (int) length : bytes == 2 ? 126 : 127));
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(length).array();
    out.write(number, Long.BYTES - bytes, bytes);
    if (maskBit != 0) {
      mask = mask * 31 + 7;
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(mask).array());
    }
    return this;
  }

  private ClientFrames masked(byte[] payload) {
    byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(mask).array();
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ key[i % key.length]);
    }
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
