package io.visiona.shared.container;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets what has come of a body be read at once. Open Liberty asks the connection for as much as
 * fits into a block, or for all that a length or a chunk still promises, and gives out nothing
 * until that is there: the first bytes of an upload that pauses would wait for the rest. In another
 * version they do; what other containers do is their matter. Thread-safe.
 */
public final class BodyPieces {
  private static final Logger LOG = System.getLogger(BodyPieces.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private BodyPieces() {}

  /** From now on for this connection; harmless again. */
  public static void begin(HttpServletRequest request) {
    ServletRequest own = ConnectionCloser.innermost(request);
    if (!ConnectionCloser.isLiberty(own)) {
      return;
    }
    try {
      ChunkWatch.of((HttpServletRequest) own);
    } catch (UnseenHeadException changed) {
      if (WARNED.compareAndSet(false, true)) {
        LOG.log(
            Level.WARNING,
            "This server gives out bodies in whole blocks; what a paused upload has sent waits",
            changed);
      }
    }
  }
}
