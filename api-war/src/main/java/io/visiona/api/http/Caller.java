package io.visiona.api.http;

import jakarta.servlet.ServletRequest;
import java.util.Optional;

/**
 * The signed-in person a request comes from. The authentication filter sets it as the request
 * attribute {@link #ATTRIBUTE}; nothing else may. The subject owns whatever the request makes or
 * touches.
 *
 * @param subject the provider's stable id of the person
 * @param username what they sign in with
 * @param name for display
 * @param email may be empty
 */
public record Caller(String subject, String username, String name, String email) {

  /** Name of the request attribute. */
  public static final String ATTRIBUTE = "io.visiona.api.http.Caller";

  /** The caller of a request, empty on a public endpoint. */
  public static Optional<Caller> of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }

  /** Never prints personal data: records end up in log lines. */
  @Override
  public String toString() {
    return "Caller[***]";
  }
}
