package io.visiona.shared.exchange;

import io.visiona.yamux.session.YamuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Copies a request's body to the agent, adding the framing of chunks in place, so that each read is
 * one write.
 */
final class BodySender {
  private static final int SMALL = 8 * 1024;
  private static final int LARGE = 64 * 1024;

  /** Room before the data for the longest size line, and behind it for its end. */
  private static final int BEFORE = 6;

  private static final int AFTER = 2;
  private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final RequestProgress progress;

  BodySender(YamuxStream stream, RequestProgress progress) {
    this.out = stream.output();
    this.progress = progress;
  }

  void send(InputStream source, boolean chunked) throws IOException {
    byte[] block = new byte[SMALL];
    int count = source.read(block, BEFORE, block.length - BEFORE - AFTER);
    while (count >= 0) {
      boolean full = count == block.length - BEFORE - AFTER;
      progress.moved();
      if (chunked && count > 0) {
        writeChunk(block, count);
      } else {
        out.write(block, BEFORE, count);
      }
      progress.moved();
      if (full && block.length < LARGE) {
        block = new byte[LARGE];
      }
      count = source.read(block, BEFORE, block.length - BEFORE - AFTER);
    }
    if (chunked) {
      out.write(LAST, 0, LAST.length);
    }
  }

  private void writeChunk(byte[] block, int count) throws IOException {
    byte[] size = (Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    int start = BEFORE - size.length;
    System.arraycopy(size, 0, block, start, size.length);
    block[BEFORE + count] = '\r';
    block[BEFORE + count + 1] = '\n';
    out.write(block, start, size.length + count + AFTER);
  }
}
