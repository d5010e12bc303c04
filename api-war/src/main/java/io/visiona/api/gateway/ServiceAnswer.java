package io.visiona.api.gateway;

import io.visiona.api.forward.AgentCookies;
import io.visiona.api.forward.CallerGoneException;
import io.visiona.api.forward.CallerOutput;
import io.visiona.api.gateway.service.ServiceException;
import io.visiona.api.gateway.service.ServiceExchange;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.Framing;
import io.visiona.shared.exchange.HopByHop;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Step 8: copies a response to the caller, compressed where that helps. Bytes go out as soon as the service has nothing more at hand, so
 * that an event is never held back, and together when there are many.
 */
final class ServiceAnswer {
  private static final int SMALL = 8 * 1024;
  private static final int LARGE = 64 * 1024;

  /** What the gateway says itself, and lengths, which follow from the framing. */
  private static final Set<String> DROPPED =
      Set.of("content-length", "ratelimit", "ratelimit-policy", "x-request-id");

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final CallerOutput out;
  private boolean begun;

  ServiceAnswer(HttpServletRequest request, HttpServletResponse response) {
    this.request = request;
    this.response = response;
    this.out = new CallerOutput(response);
  }

  /** Writes head and body; returns when the body is complete. */
  void copy(ServiceExchange exchange, ResponseHead head, boolean mayCompress) throws ServiceException, CallerGoneException {
    begun = true;
    boolean compressed = mayCompress && Compression.helps(request, head, exchange.framing());
    writeHead(exchange, head, compressed);
    long left =
        switch (exchange.framing()) {
          case Framing.Empty _ -> 0;
          case Framing.Sized sized -> sized.length();
          case Framing.Chunked _, Framing.UntilEnd _, Framing.Switched _ -> Long.MAX_VALUE;
        };
    if (left == 0) {
      return;
    }
    if (compressed) {
      copyCompressed(exchange, left);
    } else {
      copyBody(exchange, out, left);
    }
  }

  private void copyCompressed(ServiceExchange exchange, long left) throws ServiceException, CallerGoneException {
    try {
      Gzip gzip = new Gzip(out);
      boolean whole = false;
      try {
        copyBody(exchange, gzip, left);
        whole = true;
        gzip.close();
      } finally {
        if (!whole) {
          gzip.abandon();
        }
      }
    } catch (ServiceException | CallerGoneException e) {
      throw e;
    } catch (IOException impossible) {
      throw new IllegalStateException("compressing fails only where writing does", impossible);
    }
  }

  /** Compressed data that can be left unfinished: a part must not end like the whole. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out) throws IOException {
      super(out, SMALL, true);
    }

    void abandon() {
      def.end();
    }
  }

  private void copyBody(ServiceExchange exchange, OutputStream target, long length) throws ServiceException, CallerGoneException {
    long left = length;
    if (!exchange.hasMore()) {
      out.flush();
    }
    byte[] block = new byte[(int) Math.min(SMALL, left)];
    int count = exchange.read(block, 0, block.length);
    while (count >= 0) {
      left -= count;
      write(target, block, count, left > 0 && !exchange.hasMore());
      if (left == 0) {
        exchange.finished();
        return;
      }
      if (count == block.length && count < LARGE) {
        block = new byte[(int) Math.min(LARGE, left)];
      }
      count = exchange.read(block, 0, block.length);
    }
  }

  private static void write(OutputStream target, byte[] block, int count, boolean flush) throws CallerGoneException {
    try {
      target.write(block, 0, count);
      if (flush) {
        target.flush();
      }
    } catch (CallerGoneException e) {
      throw e;
    } catch (IOException impossible) {
      throw new IllegalStateException("compressing fails only where writing does", impossible);
    }
  }

  private void writeHead(ServiceExchange exchange, ResponseHead head, boolean compressed) {
    response.setStatus(head.status());
    for (Field field : HopByHop.strip(head.fields())) {
      String name = field.name().toLowerCase(Locale.ROOT);
      boolean ours = name.equals("set-cookie") && AgentCookies.isOurs(field.value());
      if (ours || DROPPED.contains(name) || name.startsWith("access-control-")) {
        continue;
      }
      if (compressed && name.equals("etag") && !field.value().startsWith("W/")) {
        response.addHeader(field.name(), "W/" + field.value());
      } else {
        response.addHeader(field.name(), field.value());
      }
    }
    if (compressed) {
      response.setHeader("Content-Encoding", "gzip");
      response.addHeader("Vary", "Accept-Encoding");
    } else {
      setLength(exchange.framing(), head);
    }
    if (!exchange.isSent()) {
      // An answer before the end of the request: what is left of the request would be taken for the next one.
      response.setHeader("Connection", "close");
    }
  }

  private void setLength(Framing framing, ResponseHead head) {
    switch (framing) {
      case Framing.Sized sized -> response.setContentLengthLong(sized.length());
      case Framing.Empty _ -> {
        // The length that a HEAD or 304 announces is that of the response to GET.
        if (head.status() != HttpServletResponse.SC_NO_CONTENT) {
          head.first("Content-Length").map(Long::parseLong).ifPresent(response::setContentLengthLong);
        }
      }
      case Framing.Chunked _, Framing.UntilEnd _, Framing.Switched _ -> {}
    }
  }

  /** Whether anything of a response was written or set. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether what the caller gets is not as long as what the service sends. */
  boolean isEncoded() {
    return response.getHeader("Content-Encoding") != null;
  }

  /** Makes sure that the head is out: until then the container would replace a length that turns out wrong. */
  void commit() throws CallerGoneException {
    out.flush();
  }

  /** The response is whole. */
  void finish() throws CallerGoneException {
    out.finish();
  }
}
