package io.visiona.shared.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Open Liberty's ways. */
final class LibertyContainer implements Container {

  @Override
  public void prepare(ServletContext application) {
    RequestFigures.turnOff(application);
  }

  @Override
  public byte[] head(HttpServletRequest request) throws UnseenHeadException {
    return RawHead.of(request);
  }

  @Override
  public boolean watchChunks(HttpServletRequest request, BodyJudge judge)
      throws UnseenHeadException {
    return ChunkWatch.begin(request, judge);
  }

  @Override
  public boolean judgesServiceTokens() {
    return true;
  }

  @Override
  public boolean dispatchesInFull() {
    return true;
  }

  /** Liberty swallows the first flush of a response, hoping for a length; the second one sends. */
  @Override
  public void sendHead(HttpServletResponse response) throws IOException {
    OutputStream out = response.getOutputStream();
    out.flush();
    out.flush();
  }

  /**
   * A response of known length is left short, which Liberty turns into a closed connection. Any
   * other is dispatched, and {@link CutException} thrown where the container sees it. The head is
   * out, so a WebSocket's handshake is none any more and may go async too.
   */
  @Override
  public void cut(HttpServletRequest request, @Nullable AsyncContext async, boolean lengthKnown) {
    if (!lengthKnown) {
      request.setAttribute(CutException.ATTRIBUTE, true);
      (async == null ? request.startAsync() : async).dispatch();
    } else if (async != null) {
      async.complete();
    }
  }

  @Override
  public void close(HttpServletRequest request) {
    ConnectionCloser.of(request).closeNow();
  }
}
