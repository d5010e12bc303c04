package io.visiona.yamux.frame;

import java.nio.ByteBuffer;

/**
 * One frame of hashicorp/yamux's specification (version 0): a header of 12 bytes, big-endian, of
 * version u8, type u8, flags u16, stream id u32 and length u32. Only DATA is followed by a payload,
 * which is not part of the record: it passes by in fragments. The 32-bit fields are unsigned, held
 * in {@code int}.
 */
public sealed interface Frame {
  /** Bytes of every header. */
  int HEADER_BYTES = 12;

  /** The only version there is. */
  int VERSION = 0;

  /** Bits of {@link Flags}. */
  int flags();

  /** 0 for frames that concern the session. */
  int streamId();

  /** The header's last field. */
  int length();

  FrameType type();

  /** Payload of {@code length} bytes follows. */
  record Data(int flags, int streamId, int length) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.DATA;
    }
  }

  /** Allows {@code delta} more bytes on a stream. */
  record WindowUpdate(int flags, int streamId, int delta) implements Frame {
    @Override
    public int length() {
      return delta;
    }

    @Override
    public FrameType type() {
      return FrameType.WINDOW_UPDATE;
    }
  }

  /** A question (SYN) or its answer (ACK), which repeats the value. */
  record Ping(int flags, int value) implements Frame {
    @Override
    public int streamId() {
      return 0;
    }

    @Override
    public int length() {
      return value;
    }

    @Override
    public FrameType type() {
      return FrameType.PING;
    }
  }

  /** The sender accepts no more streams: 0 normally, 1 protocol error, 2 internal error. */
  record GoAway(int code) implements Frame {
    public static final int NORMAL = 0;
    public static final int PROTOCOL_ERROR = 1;
    public static final int INTERNAL_ERROR = 2;

    @Override
    public int flags() {
      return Flags.NONE;
    }

    @Override
    public int streamId() {
      return 0;
    }

    @Override
    public int length() {
      return code;
    }

    @Override
    public FrameType type() {
      return FrameType.GO_AWAY;
    }
  }

  /** Writes the header; {@code out} is big-endian and has room for it. */
  default void encode(ByteBuffer out) {
    encode(out, type(), flags(), streamId(), length());
  }

  /** Writes a header without making a record of it. */
  static void encode(ByteBuffer out, FrameType type, int flags, int streamId, int length) {
    out.putInt(VERSION << 24 | type.code() << 16 | flags);
    out.putInt(streamId);
    out.putInt(length);
  }
}
