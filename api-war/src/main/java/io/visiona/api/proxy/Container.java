package io.visiona.api.proxy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the servlet API has no words for, and each container its own way: ADR 0008. Thread-safe. */
interface Container {

  /** Sends the head, and what was written of the body. */
  void sendHead(HttpServletResponse response) throws IOException;

  /**
   * Ends a response that has begun and cannot be finished, so that nobody takes the part for the
   * whole: the connection is closed.
   *
   * @param async null when the container's thread answers the request
   * @param lengthKnown whether the head told a length, which is not reached
   */
  void cut(HttpServletRequest request, @Nullable AsyncContext async, boolean lengthKnown);

  /** Closes the client's connection now, whatever is being read of it or written to it. */
  void close(HttpServletRequest request);
}
