package io.visiona.shared.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with the standard alone. A head is written again from what the container's
 * parser tells: what that parser took for good, such as half line ends, nobody sees any more.
 */
final class StandardContainer implements Container {

  @Override
  public void prepare(ServletContext application) {
    // The standards have nothing to turn off.
  }

  @Override
  public byte[] head(HttpServletRequest request) {
    StringBuilder head = new StringBuilder(512);
    head.append(request.getMethod()).append(' ').append(request.getRequestURI());
    if (request.getQueryString() != null) {
      head.append('?').append(request.getQueryString());
    }
    head.append(' ').append(request.getProtocol()).append("\r\n");
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        head.append(name).append(": ").append(value).append("\r\n");
      }
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Chunks are the container's matter. */
  @Override
  public boolean watchChunks(HttpServletRequest request, BodyJudge judge) {
    return true;
  }

  @Override
  public boolean judgesServiceTokens() {
    return false;
  }

  @Override
  public boolean dispatchesInFull() {
    return false;
  }

  @Override
  public void sendHead(HttpServletResponse response) throws IOException {
    response.flushBuffer();
  }

  /** An exception after the head is out: containers close the connection then. */
  @Override
  public void cut(HttpServletRequest request, @Nullable AsyncContext async, boolean lengthKnown) {
    request.setAttribute(CutException.ATTRIBUTE, true);
    (async == null ? request.startAsync() : async).dispatch();
  }

  @Override
  public void close(HttpServletRequest request) {
    // The standard has no word for it.
  }
}
