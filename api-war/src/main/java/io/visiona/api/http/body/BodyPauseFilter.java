package io.visiona.api.http.body;

import io.visiona.shared.container.BodyTimeout;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets a body stand still for longer than a head may: a paused upload is an ordinary thing. Stands
 * in front of whatever reads bodies.
 */
public class BodyPauseFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient BodyConfig config;

  @Inject
  public BodyPauseFilter(BodyConfig config) {
    this.config = config;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!SmallBodyFilter.hasBody(request)) {
      chain.doFilter(request, response);
      return;
    }
    BodyTimeout timeout = BodyTimeout.set(request, config.idleTimeout());
    boolean later = false;
    try {
      chain.doFilter(request, response);
      later = request.isAsyncStarted() && isToldOfTheEnd(request, timeout);
    } finally {
      if (!later) {
        timeout.restore();
      }
    }
  }

  /** False when it was over already, on another thread. */
  private static boolean isToldOfTheEnd(HttpServletRequest request, BodyTimeout timeout) {
    try {
      request.getAsyncContext().addListener(new Restoring(timeout));
      return true;
    } catch (IllegalStateException over) {
      return false;
    }
  }

  /** Restores when the request is over, however often it was dispatched. */
  private record Restoring(BodyTimeout timeout) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      timeout.restore();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      timeout.restore();
    }

    @Override
    public void onError(AsyncEvent event) {
      timeout.restore();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
