package io.visiona.agent.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the head of a request and gives everything back: what is passed on must arrive as it
 * came. Not thread-safe.
 */
public final class Peek {
  private final Recorder recorder;

  public Peek(InputStream in) {
    this.recorder = new Recorder(in);
  }

  /** The next request's head; null when there is none, or none that can be understood. */
  public @Nullable ClassicHttpRequest head() throws IOException {
    try {
      return new Wire(recorder, OutputStream.nullOutputStream()).readHead();
    } catch (HttpException | org.apache.hc.core5.http.ConnectionClosedException e) {
      return null;
    }
  }

  /** All bytes, those that were looked at too. */
  public InputStream everything() {
    byte[] seen = recorder.seen.toByteArray();
    return new SequenceInputStream(new ByteArrayInputStream(seen), recorder.in());
  }

  private static final class Recorder extends FilterInputStream {
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    Recorder(InputStream in) {
      super(in);
    }

    InputStream in() {
      return in;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      if (value >= 0) {
        seen.write(value);
      }
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      if (count > 0) {
        seen.write(target, offset, count);
      }
      return count;
    }
  }
}
