package io.visiona.agent.media;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts JPEG pictures out of a stream of bytes, by their markers (ITU-T T.81 annex B): whatever lies
 * between them, such as the delimiters of a camera, is passed over. Not thread-safe.
 */
final class JpegScanner {
  private static final int MARKER = 0xff;
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;

  private final InputStream in;
  private final int mostBytes;
  private long position;

  /**
   * A scanner.
   *
   * @param in buffered
   * @param mostBytes of a picture; a longer one is an error
   */
  JpegScanner(InputStream in, int mostBytes) {
    this.in = in;
    this.mostBytes = mostBytes;
  }

  /** Bytes read so far. */
  long position() {
    return position;
  }

  /** The next picture; null when there is no more. */
  byte @Nullable [] next() throws IOException {
    if (!findStart()) {
      return null;
    }
    ByteArrayOutputStream picture = new ByteArrayOutputStream();
    picture.write(MARKER);
    picture.write(START);
    int marker = marker(picture);
    while (marker != END) {
      if (marker == SCAN) {
        segment(picture);
        marker = scan(picture);
      } else {
        if (marker != 0x01 && (marker < FIRST_RESTART || marker > LAST_RESTART)) {
          segment(picture);
        }
        marker = marker(picture);
      }
    }
    return picture.toByteArray();
  }

  private boolean findStart() throws IOException {
    int before = -1;
    for (int value = read(); value >= 0; value = read()) {
      if (before == MARKER && value == START) {
        return true;
      }
      before = value;
    }
    return false;
  }

  private int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      position++;
    }
    return value;
  }

  private int keep(ByteArrayOutputStream picture) throws IOException {
    int value = read();
    if (value < 0) {
      throw new EOFException("the stream ended within a picture");
    }
    if (picture.size() >= mostBytes) {
      throw new IOException("the picture is too large");
    }
    picture.write(value);
    return value;
  }

  private int marker(ByteArrayOutputStream picture) throws IOException {
    if (keep(picture) != MARKER) {
      throw new IOException("not a JPEG picture");
    }
    int value = keep(picture);
    while (value == MARKER) {
      value = keep(picture);
    }
    return value;
  }

  private void segment(ByteArrayOutputStream picture) throws IOException {
    int length = keep(picture) << 8 | keep(picture);
    for (int i = 2; i < length; i++) {
      keep(picture);
    }
  }

  /** Passes the coded data; the marker that ends it. */
  private int scan(ByteArrayOutputStream picture) throws IOException {
    while (true) {
      int value = keep(picture);
      while (value == MARKER) {
        value = keep(picture);
        boolean restart = value >= FIRST_RESTART && value <= LAST_RESTART;
        if (value != 0 && value != MARKER && !restart) {
          return value;
        }
      }
    }
  }
}
