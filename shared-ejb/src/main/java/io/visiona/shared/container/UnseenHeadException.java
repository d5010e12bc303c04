package io.visiona.shared.container;

/**
 * The container does not show the bytes of a request's head: it is not the version this was written
 * for.
 */
public final class UnseenHeadException extends Exception {
  private static final long serialVersionUID = 1L;

  UnseenHeadException(String why) {
    super(why);
  }

  UnseenHeadException(Throwable why) {
    super(why);
  }
}
