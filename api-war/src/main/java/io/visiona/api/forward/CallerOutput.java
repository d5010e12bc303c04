package io.visiona.api.forward;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/** Writes to a caller. Its faults are {@link CallerGoneException}, to tell them from those of what is copied. One thread at a time. */
public final class CallerOutput extends OutputStream {
  private final HttpServletResponse response;
  private boolean flushed;

  public CallerOutput(HttpServletResponse response) {
    this.response = response;
  }

  @Override
  public void write(int b) throws CallerGoneException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] block, int offset, int count) throws CallerGoneException {
    try {
      response.getOutputStream().write(block, offset, count);
    } catch (IOException e) {
      throw new CallerGoneException(e);
    }
  }

  /** Sends what was written, the head too. Liberty swallows the first flush of a response, hoping for a length; the second one sends. */
  @Override
  public void flush() throws CallerGoneException {
    try {
      OutputStream out = response.getOutputStream();
      out.flush();
      if (!flushed) {
        out.flush();
        flushed = true;
      }
    } catch (IOException e) {
      throw new CallerGoneException(e);
    }
  }

  /**
   * Ends the response. What is not sent yet goes out now, on this thread: a request that is merely completed waits for one of the
   * container's threads first.
   */
  public void finish() throws CallerGoneException {
    try {
      response.getOutputStream().close();
    } catch (IOException e) {
      throw new CallerGoneException(e);
    }
  }
}
