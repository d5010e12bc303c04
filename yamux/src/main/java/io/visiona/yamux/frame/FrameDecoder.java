package io.visiona.yamux.frame;

import java.nio.ByteBuffer;

/**
 * Cuts a byte stream into headers and payload fragments, wherever the transport cut it. It keeps 12
 * bytes and copies no payload, so a hostile length field costs nothing. The header's fields are
 * read from the decoder itself, so that decoding allocates nothing; {@link #frame()} makes a record
 * where that does not matter. Not thread-safe.
 */
public final class FrameDecoder {
  /** What {@link #next} found. */
  public enum Event {
    /** The buffer is used up. */
    MORE,
    /** A header is complete. */
    HEADER,
    /** {@link #fragment()} bytes of the frame's payload are next in the buffer. */
    PAYLOAD,
    /** An unknown version, type or flag; see {@link #problem()}. The decoder is stuck for good. */
    MALFORMED
  }

  private int first;
  private int streamId;
  private int length;
  private int headerBytes;
  private long payloadLeft;
  private int fragment;
  private String problem = "";

  /** Makes a decoder at the beginning of a stream of frames. */
  public FrameDecoder() {
    // Nothing has been read.
  }

  /**
   * Looks at what comes next. A header is consumed from the buffer; a fragment is not: the caller
   * moves the position behind it, and must do so before the next call.
   *
   * @param in big-endian
   */
  public Event next(ByteBuffer in) {
    if (!problem.isEmpty()) {
      return Event.MALFORMED;
    }
    if (payloadLeft > 0) {
      return payload(in);
    }
    return header(in) ? check() : Event.MORE;
  }

  private Event payload(ByteBuffer in) {
    fragment = (int) Math.min(payloadLeft, in.remaining());
    payloadLeft -= fragment;
    return fragment == 0 ? Event.MORE : Event.PAYLOAD;
  }

  private boolean header(ByteBuffer in) {
    if (headerBytes == 0 && in.remaining() >= Frame.HEADER_BYTES) {
      first = in.getInt();
      streamId = in.getInt();
      length = in.getInt();
      return true;
    }
    while (in.hasRemaining()) {
      int value = in.get() & 0xff;
      switch (headerBytes >> 2) {
        case 0 -> first = first << 8 | value;
        case 1 -> streamId = streamId << 8 | value;
        default -> length = length << 8 | value;
      }
      headerBytes++;
      if (headerBytes == Frame.HEADER_BYTES) {
        headerBytes = 0;
        return true;
      }
    }
    return false;
  }

  private Event check() {
    int version = first >>> 24;
    int type = first >>> 16 & 0xff;
    int flags = first & 0xffff;
    if (version != Frame.VERSION) {
      problem = "unknown version " + version;
    } else if (!FrameType.isKnown(type)) {
      problem = "unknown type " + type;
    } else if ((flags & ~Flags.KNOWN) != 0) {
      problem = "unknown flags " + flags;
    } else {
      payloadLeft = type() == FrameType.DATA ? Integer.toUnsignedLong(length) : 0;
      return Event.HEADER;
    }
    return Event.MALFORMED;
  }

  public FrameType type() {
    return FrameType.of(first >>> 16 & 0xff);
  }

  public int flags() {
    return first & 0xffff;
  }

  public int streamId() {
    return streamId;
  }

  /** The header's last field, unsigned. */
  public long length() {
    return Integer.toUnsignedLong(length);
  }

  /** Bytes of the payload that are next in the buffer, after {@link Event#PAYLOAD}. */
  public int fragment() {
    return fragment;
  }

  /** Whether the payload of the current frame ends with the current fragment. */
  public boolean isFrameComplete() {
    return payloadLeft == 0;
  }

  /** Why the input is malformed. */
  public String problem() {
    return problem;
  }

  /** The current header as a record. */
  public Frame frame() {
    return switch (type()) {
      case DATA -> new Frame.Data(flags(), streamId, length);
      case WINDOW_UPDATE -> new Frame.WindowUpdate(flags(), streamId, length);
      case PING -> new Frame.Ping(flags(), length);
      case GO_AWAY -> new Frame.GoAway(length);
    };
  }
}
