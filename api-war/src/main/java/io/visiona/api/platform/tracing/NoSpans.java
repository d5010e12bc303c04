package io.visiona.api.platform.tracing;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Nobody collects. */
final class NoSpans implements Spans {
  private static final Call NO_CALL = new NoCall();

  @Override
  public Request begin(HttpServletRequest request) {
    return Request.NONE;
  }

  @Override
  public void close() {
    // There is nothing to tell.
  }

  /** Of nobody's interest. */
  static final class NoRequest implements Request {
    @Override
    public Call call(String method, URI url, String path) {
      return NO_CALL;
    }

    @Override
    public void end(@Nullable String route, int status, @Nullable String fault) {
      // Nobody collects.
    }
  }

  private static final class NoCall implements Call {
    @Override
    public @Nullable String traceParent() {
      return null;
    }

    @Override
    public void end(int status, @Nullable String fault) {
      // Nobody collects.
    }
  }
}
