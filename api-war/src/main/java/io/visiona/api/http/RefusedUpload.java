package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorEnvelope;
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
 * The answer to an upload that is still coming. Closing a connection with bytes unread resets it, and the client never sees the answer; so
 * for a moment what comes is read and dropped, until the client has seen it and stops.
 */
public final class RefusedUpload implements StreamingOutput {
  private static final Logger LOG = System.getLogger(RefusedUpload.class.getName());
  private static final Duration MOMENT = Duration.ofSeconds(3);
  private static final int PIECE = 64 * 1024;

  private final String envelope;
  private final InputStream rest;

  private RefusedUpload(String envelope, InputStream rest) {
    this.envelope = envelope;
    this.rest = rest;
  }

  /** The error envelope, and the end of the connection. */
  public static Response answer(ApiException why, String requestId, InputStream rest) {
    String envelope = ErrorEnvelope.of(why.code(), String.valueOf(why.getMessage()), requestId, Clock.systemUTC()).toString();
    return Response.status(why.code().status())
        .type(Problems.JSON)
        .header("Cache-Control", "no-store")
        .header("Connection", "close")
        .entity(new RefusedUpload(envelope, rest))
        .build();
  }

  @Override
  public void write(OutputStream out) throws IOException {
    out.write(envelope.getBytes(StandardCharsets.UTF_8));
    out.flush();
    out.flush(); // Liberty swallows the first
    drop();
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
