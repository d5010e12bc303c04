package io.visiona.relay.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns a client's frames, cut anywhere, into the bytes they carry. Each block that was read is
 * decoded in place: payloads are unmasked and moved together at its front, so that one block in is
 * one block out and nothing is kept of it. Checks all that RFC 6455 sections 5 and 7 ask of a
 * client's frames; only binary messages are accepted. Not thread-safe; without I/O.
 */
public final class WebSocketFrameDecoder {
  /** Longest frame, in bytes. A message has no limit. */
  public static final long LONGEST_FRAME = 16L << 20;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int RESERVED_BITS = 0x70;
  private static final int OPCODE = 0x0F;
  private static final int CONTROL = 0x08;
  private static final int LENGTH = 0x7F;
  private static final int BYTE = 0xFF;
  private static final long INT = 0xFFFF_FFFFL;

  private enum Expects {
    FIRST_BYTE,
    LENGTH,
    EXTENDED_LENGTH,
    MASK,
    PAYLOAD,
    NOTHING
  }

  private Expects expects = Expects.FIRST_BYTE;
  private boolean finalFrame;
  private boolean inMessage;
  private int opcode;

  /** Bytes of a number that are still to come. */
  private int missing;

  private int announced;
  private long remaining;
  private int mask;

  private @Nullable ByteBuffer control;
  private byte @Nullable [] ping;
  private int closeCode;

  /**
   * Decodes {@code bytes[from .. to)}; what it carried is then at {@code bytes[from .. result)}.
   * After the client's close frame everything is ignored.
   *
   * @throws WebSocketException once; the decoder is of no use then
   */
  public int decode(byte[] bytes, int from, int to) throws WebSocketException {
    int at = from;
    int end = from;
    while (at < to && expects != Expects.NOTHING) {
      if (expects != Expects.PAYLOAD) {
        header(bytes[at++] & BYTE);
      } else if (isControl()) {
        at = control(bytes, at, to);
      } else {
        int count = (int) Math.min(remaining, to - at);
        unmask(bytes, at, end, count);
        at += count;
        end += count;
        remaining -= count;
      }
      if (expects == Expects.PAYLOAD && remaining == 0) {
        frameEnds();
      }
    }
    return end;
  }

  /** The payload of the latest ping that was not taken yet; null when there is none. */
  public byte @Nullable [] takePing() {
    byte[] latest = ping;
    ping = null;
    return latest;
  }

  /** Whether the client's close frame came. */
  public boolean isClosed() {
    return closeCode != 0;
  }

  /** The client's close code, to be sent back; {@link CloseCode#NONE} when it gave none. */
  public int closeCode() {
    return closeCode;
  }

  private void header(int octet) throws WebSocketException {
    switch (expects) {
      case FIRST_BYTE -> first(octet);
      case LENGTH -> length(octet);
      case EXTENDED_LENGTH -> {
        remaining = remaining << Byte.SIZE | octet;
        if (--missing == 0) {
          checkLength();
        }
      }
      case MASK -> {
        mask = mask << Byte.SIZE | octet;
        if (--missing == 0) {
          expects = Expects.PAYLOAD;
        }
      }
      case PAYLOAD, NOTHING -> throw new IllegalStateException(expects.name());
    }
  }

  private void first(int octet) throws WebSocketException {
    if ((octet & RESERVED_BITS) != 0) {
      throw violation("a reserved bit is set");
    }
    finalFrame = (octet & Frames.FIN) != 0;
    opcode = octet & OPCODE;
    switch (opcode) {
      case Frames.BINARY -> {
        if (inMessage) {
          throw violation("a message begins within a message");
        }
      }
      case Frames.CONTINUATION -> {
        if (!inMessage) {
          throw violation("nothing to continue");
        }
      }
      case Frames.TEXT -> {
        if (inMessage) {
          throw violation("a message begins within a message");
        }
        throw new WebSocketException(CloseCode.UNSUPPORTED_DATA, "a text message");
      }
      case Frames.CLOSE, Frames.PING, Frames.PONG -> {
        if (!finalFrame) {
          throw violation("a control frame in fragments");
        }
      }
      default -> throw violation("an unknown opcode");
    }
    expects = Expects.LENGTH;
  }

  private void length(int octet) throws WebSocketException {
    if ((octet & Frames.MASKED) == 0) {
      throw violation("a frame that is not masked");
    }
    announced = octet & LENGTH;
    remaining = 0;
    if (announced < Frames.LENGTH_16) {
      remaining = announced;
      expectMask();
    } else if (isControl()) {
      throw violation("a control frame that is too long");
    } else {
      missing = announced == Frames.LENGTH_16 ? Short.BYTES : Long.BYTES;
      expects = Expects.EXTENDED_LENGTH;
    }
  }

  private void checkLength() throws WebSocketException {
    if (remaining < 0) {
      throw violation("a length whose first bit is set");
    }
    long least = announced == Frames.LENGTH_16 ? Frames.LENGTH_16 : 1L << Short.SIZE;
    if (remaining < least) {
      throw violation("a length that is not written in the shortest way");
    }
    if (remaining > LONGEST_FRAME) {
      throw new WebSocketException(CloseCode.TOO_BIG, "a frame of " + remaining + " bytes");
    }
    expectMask();
  }

  private void expectMask() {
    missing = Integer.BYTES;
    mask = 0;
    expects = Expects.MASK;
  }

  private boolean isControl() {
    return (opcode & CONTROL) != 0;
  }

  private int control(byte[] bytes, int at, int to) {
    ByteBuffer gathered = control;
    if (gathered == null) {
      gathered = ByteBuffer.allocate((int) remaining);
      control = gathered;
    }
    int count = (int) Math.min(remaining, to - at);
    unmask(bytes, at, at, count);
    gathered.put(bytes, at, count);
    remaining -= count;
    return at + count;
  }

  private void frameEnds() throws WebSocketException {
    expects = Expects.FIRST_BYTE;
    if (!isControl()) {
      inMessage = !finalFrame;
      return;
    }
    ByteBuffer payload = control == null ? ByteBuffer.allocate(0) : control.flip();
    control = null;
    if (opcode == Frames.PING) {
      ping = payload.array();
    } else if (opcode == Frames.CLOSE) {
      closeCode = codeIn(payload);
      expects = Expects.NOTHING;
    }
  }

  private static int codeIn(ByteBuffer payload) throws WebSocketException {
    if (!payload.hasRemaining()) {
      return CloseCode.NONE;
    }
    if (payload.remaining() < Short.BYTES) {
      throw violation("half a close code");
    }
    int code = Short.toUnsignedInt(payload.getShort());
    if (!CloseCode.isAllowed(code)) {
      throw violation("close code " + code);
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(payload);
    } catch (CharacterCodingException malformed) {
      throw new WebSocketException(CloseCode.INVALID_PAYLOAD, "a close reason that is not UTF-8");
    }
    return code;
  }

  /** Moves {@code count} bytes forward to {@code to}, unmasked; the mask then fits what follows. */
  private void unmask(byte[] bytes, int from, int to, int count) {
    long pattern = ((mask & INT) << Integer.SIZE) | (mask & INT);
    int index = 0;
    for (; index <= count - Long.BYTES; index += Long.BYTES) {
      LONGS.set(bytes, to + index, (long) LONGS.get(bytes, from + index) ^ pattern);
    }
    for (; index < count; index++) {
      bytes[to + index] = (byte) (bytes[from + index] ^ (mask >>> (Integer.SIZE - Byte.SIZE)));
      mask = Integer.rotateLeft(mask, Byte.SIZE);
    }
  }

  private static WebSocketException violation(String what) {
    return new WebSocketException(CloseCode.PROTOCOL_ERROR, what);
  }
}
