package io.visiona.api.gateway;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Traces of what the gateway does; {@link #NONE} where nobody collects them. */
interface Spans {
  /** Nobody collects. */
  Spans NONE =
      (request, service) ->
          new Span() {
            @Override
            public @Nullable String traceParent() {
              return null;
            }

            @Override
            public void end(int status, @Nullable String error) {
              // Nobody collects.
            }
          };

  /** One exchange with a service. */
  interface Span {
    /** What the service is told; null for what the caller said. */
    @Nullable String traceParent();

    /** The exchange is over, with that status of the service or that error. */
    void end(int status, @Nullable String error);
  }

  /** Begins. */
  Span begin(HttpServletRequest request, String service);
}
