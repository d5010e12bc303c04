package io.visiona.api.proxy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * An answer of this server's own, in place of an upstream's.
 *
 * @param status the HTTP status
 * @param writer writes it, status included
 */
public record LocalReply(int status, Writer writer) {

  /** Writes to a response of which nothing is out, and flushes. */
  @FunctionalInterface
  public interface Writer {
    void write(HttpServletRequest request, HttpServletResponse response) throws IOException;
  }
}
