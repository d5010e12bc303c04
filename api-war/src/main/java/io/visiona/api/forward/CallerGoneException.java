package io.visiona.api.forward;

import java.io.IOException;

/** The caller's connection failed. */
public final class CallerGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  CallerGoneException(IOException cause) {
    super("the caller is gone", cause);
  }
}
