package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Lets resources take the {@link Caller} as a constructor parameter. A record cannot be proxied, so
 * the value is made anew for each resource instance, and there is one of those to a request.
 */
@Dependent
public class CallerProducer {

  /**
   * The request's caller; a resource that asks for it on a public path is a bug that must not run
   * as nobody.
   */
  @Produces
  @Dependent
  Caller caller(HttpServletRequest request) {
    return Caller.of(request).orElseThrow(() -> new ApiException(ErrorCode.UNAUTHENTICATED));
  }
}
