package io.visiona.api.http;

import io.visiona.shared.container.BodyTimeout;
import io.visiona.shared.container.ConnectionCloser;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.error.ErrorEnvelope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/**
 * The answer to an upload that is still coming, and the end of its connection. Closing a connection
 * with bytes unread resets it, and the client never sees the answer; so for a moment what comes is
 * read and dropped, until the client has seen it and stops. From one that is too slow there is
 * nothing to drop. Then the connection is closed, whatever is still owed: the container would wait
 * for it.
 */
public final class RefusedUpload {
  private static final Logger LOG = System.getLogger(RefusedUpload.class.getName());
  private static final Duration MOMENT = Duration.ofSeconds(3);
  private static final int PIECE = 64 * 1024;

  private final HttpServletRequest request;
  private final ConnectionCloser closer;
  private final InputStream rest;

  private RefusedUpload(HttpServletRequest request, ConnectionCloser closer, InputStream rest) {
    this.request = request;
    this.closer = closer;
    this.rest = rest;
  }

  /**
   * For a request whose body may have to be refused while it comes; on the request's own thread.
   *
   * @param request the container's, no proxy of it
   */
  public static RefusedUpload of(HttpServletRequest request, InputStream body) {
    return new RefusedUpload(request, ConnectionCloser.of(request), body);
  }

  /** The error envelope, and the end of the connection. */
  public Response answer(ApiException why, String requestId) {
    byte[] envelope =
        ErrorEnvelope.of(why.code(), String.valueOf(why.getMessage()), requestId, Clock.systemUTC())
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    return Response.status(why.code().status())
        .type(Problems.JSON)
        .header("Cache-Control", "no-store")
        .header("Connection", "close")
        .header("Content-Length", envelope.length)
        .entity((StreamingOutput) out -> write(envelope, why.code(), out))
        .build();
  }

  private void write(byte[] envelope, ErrorCode code, OutputStream out) throws IOException {
    out.write(envelope);
    out.flush();
    out.flush(); // Liberty swallows the first
    if (code != ErrorCode.REQUEST_TIMEOUT) {
      BodyTimeout.set(request, MOMENT);
      drop();
    }
    closer.closeNow();
  }

  private void drop() {
    long end = System.nanoTime() + MOMENT.toNanos();
    byte[] piece = new byte[PIECE];
    try {
      int n = 0;
      while (n >= 0 && System.nanoTime() - end < 0) {
        n = rest.read(piece);
      }
    } catch (IOException gone) {
      LOG.log(Level.DEBUG, "The client of a refused upload has gone", gone);
    }
  }
}
