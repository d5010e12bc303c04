package io.visiona.api.http;

import io.visiona.shared.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.List;

/**
 * The API takes bodies as they are: one that says it is compressed is 415, with what is taken
 * instead (RFC 9110 sections 8.4 and 12.5.3), not unpacked, which would be a way around every
 * limit.
 */
@Provider
public class EncodedBodies implements ContainerRequestFilter {
  /** Of the request that the thread at hand serves. */
  @Context private HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext context) {
    List<String> codings = context.getHeaders().get(HttpHeaders.CONTENT_ENCODING);
    if (codings == null || codings.stream().allMatch(EncodedBodies::isNone)) {
      return;
    }
    context.abortWith(
        Problems.builder(
                request, ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without an encoding.")
            .header(HttpHeaders.ACCEPT_ENCODING, "identity")
            .build());
  }

  private static boolean isNone(String coding) {
    return coding.isBlank() || coding.strip().equalsIgnoreCase("identity");
  }
}
