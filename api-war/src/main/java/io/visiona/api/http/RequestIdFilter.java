package io.visiona.api.http;

import io.visiona.shared.error.RequestId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** First of all filters: gives the request its id and the response the same. */
public class RequestIdFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String ATTRIBUTE = "io.visiona.api.http.RequestId";

  @Override
  protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader(RequestId.HEADER, of(request));
    chain.doFilter(request, response);
  }

  /** The id of a request; made here if no filter has run, so that an error never lacks one. */
  public static String of(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String given = request instanceof HttpServletRequest http ? http.getHeader(RequestId.HEADER) : null;
    String id = RequestId.acceptOrCreate(given);
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }
}
