package io.visiona.api.gateway.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** A body that is sent as it comes: what is there is on its way before more is waited for. */
final class StreamedBody extends AbstractHttpEntity {
  private static final int SMALL = 8 * 1024;
  private static final int LARGE = 64 * 1024;

  private final InputStream source;
  private final Runnable progress;
  private final Runnable abort;

  /**
   * Reads nothing yet.
   *
   * @param progress told whenever something moved
   * @param abort breaks the connection: whoever sends a body ends it properly when it is closed,
   *     also one that is not whole
   */
  StreamedBody(InputStream source, Runnable progress, Runnable abort) {
    super((String) null, null);
    this.source = source;
    this.progress = progress;
    this.abort = abort;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    byte[] block = new byte[SMALL];
    int count = read(block);
    while (count >= 0) {
      progress.run();
      out.write(block, 0, count);
      if (count < block.length && source.available() == 0) {
        out.flush();
      } else if (block.length < LARGE) {
        block = new byte[LARGE];
      }
      progress.run();
      count = read(block);
    }
  }

  private int read(byte[] block) throws IOException {
    try {
      return source.read(block);
    } catch (IOException e) {
      abort.run();
      throw e;
    }
  }

  @Override
  public InputStream getContent() {
    return source;
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public long getContentLength() {
    return -1;
  }

  /** The source is the caller's, who closes it. */
  @Override
  public void close() {
    progress.run();
  }
}
