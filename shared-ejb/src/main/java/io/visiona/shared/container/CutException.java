package io.visiona.shared.container;

/**
 * Thrown into the container on purpose, when a response that has begun cannot be finished: it is
 * the one way to make Liberty close a chunked response without its last chunk (with {@code
 * suppresslastzerobytepackage}; see server configuration). The error page of this exception writes
 * nothing.
 */
public final class CutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Request attribute that asks for the cut in the asynchronous dispatch. */
  public static final String ATTRIBUTE = "io.visiona.shared.container.Cut";

  public CutException() {
    super("the response was cut short", null, false, false);
  }
}
