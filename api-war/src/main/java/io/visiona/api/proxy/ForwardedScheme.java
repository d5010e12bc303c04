package io.visiona.api.proxy;

import jakarta.servlet.ServletRequest;

/**
 * The {@code X-Forwarded-Proto} for an upstream: how people reach this server. Not {@link
 * ServletRequest#getScheme}, which the container may take from the caller's own field.
 */
public final class ForwardedScheme {
  private static final String CIPHER = "jakarta.servlet.request.cipher_suite";

  private ForwardedScheme() {}

  /**
   * The name of the scheme.
   *
   * @param https whether the site is reached by https, as behind a proxy that speaks it
   */
  public static String of(ServletRequest request, boolean https) {
    return https || request.getAttribute(CIPHER) != null ? "https" : "http";
  }
}
