package io.visiona.shared.head;

import io.visiona.shared.address.TrustedProxies;
import io.visiona.shared.container.Container;
import io.visiona.shared.error.ErrorCode;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * First of all filters, on every port: a request whose head two servers could read differently is
 * refused, and the connection closed, whatever the container has made of it. What is refused here
 * is seen by nothing else of the application. Where the container does not show the bytes,
 * everything is refused (decision 16). Leaves the target as sent ({@link RawTarget}) and the
 * client's address ({@link io.visiona.shared.address.ClientAddress}) to those behind it.
 */
public class HeadFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;
  private final transient TrustedProxies proxies;
  private final transient Container container;

  /** How an application answers before anything of it has run. */
  @FunctionalInterface
  public interface Refusal {
    /**
     * Whether a path, as sent, is another server's to understand, so that encoded slashes and dots
     * in it may pass.
     */
    default boolean isForwarded(HttpServletRequest request, String rawPath) {
      return false;
    }

    /** Answers with the error's status, in the envelope and with the headers of every answer. */
    void send(HttpServletRequest request, HttpServletResponse response, ErrorCode code)
        throws IOException;
  }

  @Inject
  public HeadFilter(Refusal refusal, TrustedProxies proxies, Container container) {
    this.refusal = refusal;
    this.proxies = proxies;
    this.container = container;
  }

  @Override
  public void init() {
    container.prepare(getServletContext());
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<ErrorCode> wrong =
        HeadJudge.judge(
            request,
            container,
            path -> PathRules.isAmbiguous(path, refusal.isForwarded(request, path)));
    if (wrong.isEmpty()) {
      proxies.clientOf(request).keepIn(request);
      chain.doFilter(request, response);
      return;
    }
    response.setHeader("Connection", "close");
    refusal.send(request, response, wrong.get());
  }
}
