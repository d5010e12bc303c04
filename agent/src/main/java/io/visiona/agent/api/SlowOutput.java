package io.visiona.agent.api;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** Sends no more than so many bytes a second, as a thin line does. */
final class SlowOutput extends FilterOutputStream {
  private final long bytesPerSecond;

  SlowOutput(OutputStream out, long bytesPerSecond) {
    super(out);
    this.bytesPerSecond = bytesPerSecond;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    int piece = Math.clamp(bytesPerSecond / 10, 1, 64 * 1024);
    for (int done = 0; done < length; done += piece) {
      int count = Math.min(piece, length - done);
      try {
        TimeUnit.MICROSECONDS.sleep(count * 1_000_000L / bytesPerSecond);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
      out.write(source, offset + done, count);
    }
  }
}
