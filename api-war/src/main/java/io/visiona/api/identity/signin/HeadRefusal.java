package io.visiona.api.identity.signin;

import io.visiona.api.http.ApiPorts;
import io.visiona.api.http.Problems;
import io.visiona.api.http.RequestIdFilter;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.head.HeadFilter;
import io.visiona.shared.membercenter.FileAccessConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;

/** What refuses a request by its head says what every answer of the API says. Thread-safe. */
final class HeadRefusal implements HeadFilter.Refusal {
  /** What an agent's own site is reached by. */
  private static final Pattern AGENTS_SITE =
      Pattern.compile("/api/agents/[0-9a-fA-F-]{36}/proxy/.*", Pattern.DOTALL);

  private final int internalPort;
  private final CorsPolicy cors;
  private final SecurityHeaders headers;
  private final PageHosts pages;

  HeadRefusal(ApiPorts ports, PublicSite site, PageHosts pages, FileAccessConfig files) {
    this.internalPort = ports.internal();
    this.cors = new CorsPolicy(site);
    this.pages = pages;
    this.headers = new SecurityHeaders(site, files);
  }

  @Override
  public boolean isForwarded(HttpServletRequest request, String rawPath) {
    return pages.isPageHost(request)
        || rawPath.startsWith("/gateway/")
        || AGENTS_SITE.matcher(rawPath).matches();
  }

  @Override
  public void send(HttpServletRequest request, HttpServletResponse response, ErrorCode code)
      throws IOException {
    response.setHeader(RequestId.HEADER, RequestIdFilter.of(request));
    if (request.getLocalPort() != internalPort && !pages.isPageHost(request)) {
      cors.begin(request, response);
    }
    String path = request.getRequestURI();
    if (path.equals("/gateway") || path.startsWith("/gateway/")) {
      String name = code == ErrorCode.INTERNAL ? "INTERNAL_ERROR" : code.name();
      Problems.sendCapital(request, response, code.status(), name, code.message());
    } else {
      headers.apply(path, response);
      Problems.send(request, response, code);
    }
  }
}
