package io.visiona.api.platform.tracing;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a request did, told to those who collect traces. What is told: methods, routes, paths
 * without their query, addresses of services, statuses and times. Never who asked. Thread-safe; no
 * method fails or blocks.
 */
public interface Spans extends AutoCloseable {
  /** Nobody collects: costs nothing. */
  Spans NONE = new NoSpans();

  /** A request of a caller begins. */
  Request begin(HttpServletRequest request);

  /** Tells what is still to be told, for a moment, and no more. */
  @Override
  void close();

  /** A request of a caller. One thread at a time. */
  interface Request {
    /** Of {@link Spans#NONE}. */
    Request NONE = new NoSpans.NoRequest();

    /**
     * What the request is for begins: a call to somebody else.
     *
     * @param url scheme, host and port
     * @param path as the other sees it; what follows {@code ?} is left out
     */
    Call call(String method, URI url, String path);

    /**
     * The response is over.
     *
     * @param route which of the known ones, as a pattern; null for none
     * @param status what the caller got; 499 when it did not wait
     * @param fault what went wrong, one of few words; null when nothing did
     */
    void end(@Nullable String route, int status, @Nullable String fault);
  }

  /** A call to somebody else. One thread at a time. */
  interface Call {
    /** What the other is told (W3C Trace Context section 3.2); null for what the caller said. */
    @Nullable String traceParent();

    /**
     * The call is over.
     *
     * @param status what the other answered; 0 for nothing
     * @param fault what went wrong, one of few words; null when nothing did
     */
    void end(int status, @Nullable String fault);
  }
}
