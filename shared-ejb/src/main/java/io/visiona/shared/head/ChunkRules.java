package io.visiona.shared.head;

import io.visiona.shared.container.BodyJudge;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Follows the chunks of a body (RFC 9112 section 7.1) as they come over the wire, in pieces of any
 * size, and finds what servers cut differently: lines that end with half a line end, white space in
 * a chunk's line, extensions longer than anybody sends, a size that is no number or no size. Data
 * is stepped over, not looked at. For one body, one thread at a time.
 */
final class ChunkRules implements BodyJudge {
  /** Bytes of a chunk's extensions at most. */
  static final int LONGEST_EXTENSION = 256;

  /** Bytes of all trailer fields at most. */
  static final int MOST_TRAILERS = 8 * 1024;

  private static final int MOST_DIGITS = 16;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LINE_FEED,
    DATA,
    DATA_RETURN,
    DATA_LINE_FEED,
    TRAILER_START,
    TRAILER,
    TRAILER_LINE_FEED,
    LAST_LINE_FEED,
    END,
    BROKEN
  }

  private State state = State.SIZE;
  private long size;
  private int digits;
  private int extension;
  private int trailers;

  @Override
  public boolean isBroken() {
    return state == State.BROKEN;
  }

  @Override
  public boolean isOver() {
    return state == State.END;
  }

  @Override
  public IOException wrong() {
    return new MalformedChunksException();
  }

  @Override
  public boolean accepts(ByteBuffer bytes) {
    int at = bytes.position();
    while (at < bytes.limit() && state != State.END && state != State.BROKEN) {
      if (state == State.DATA) {
        int step = (int) Math.min(size, bytes.limit() - at);
        size -= step;
        at += step;
        if (size == 0) {
          state = State.DATA_RETURN;
        }
      } else {
        state = next(bytes.get(at));
        at++;
      }
    }
    return state != State.BROKEN;
  }

  private State next(byte b) {
    return switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> extension(b);
      case SIZE_LINE_FEED -> b == '\n' ? afterSize() : State.BROKEN;
      case DATA_RETURN -> b == '\r' ? State.DATA_LINE_FEED : State.BROKEN;
      case DATA_LINE_FEED -> b == '\n' ? beforeSize() : State.BROKEN;
      case TRAILER_START -> trailerStart(b);
      case TRAILER -> trailer(b);
      case TRAILER_LINE_FEED -> b == '\n' ? State.TRAILER_START : State.BROKEN;
      case LAST_LINE_FEED -> b == '\n' ? State.END : State.BROKEN;
      case DATA, END, BROKEN -> state;
    };
  }

  private State beforeSize() {
    size = 0;
    digits = 0;
    extension = 0;
    return State.SIZE;
  }

  private State size(byte b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0) {
      size = size * 16 + digit;
      digits++;
      return digits <= MOST_DIGITS && size <= Integer.MAX_VALUE ? State.SIZE : State.BROKEN;
    }
    if (digits == 0) {
      return State.BROKEN;
    }
    return switch (b) {
      case ';' -> State.EXTENSION;
      case '\r' -> State.SIZE_LINE_FEED;
      default -> State.BROKEN;
    };
  }

  private State extension(byte b) {
    if (b == '\r') {
      return State.SIZE_LINE_FEED;
    }
    boolean visible = b > ' ' && b != 0x7f;
    return visible && ++extension <= LONGEST_EXTENSION ? State.EXTENSION : State.BROKEN;
  }

  private State afterSize() {
    return size == 0 ? State.TRAILER_START : State.DATA;
  }

  private State trailerStart(byte b) {
    if (b == '\r') {
      return State.LAST_LINE_FEED;
    }
    // A fold, or a line that has no name.
    return b == ' ' || b == '\t' || b == ':' ? State.BROKEN : trailer(b);
  }

  private State trailer(byte b) {
    if (b == '\r') {
      return State.TRAILER_LINE_FEED;
    }
    boolean control = (b >= 0 && b < ' ' && b != '\t') || b == 0x7f;
    return !control && ++trailers <= MOST_TRAILERS ? State.TRAILER : State.BROKEN;
  }
}
