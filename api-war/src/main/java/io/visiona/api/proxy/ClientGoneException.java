package io.visiona.api.proxy;

import java.io.IOException;

/** The client's connection failed while it was written to. */
public final class ClientGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(IOException cause) {
    super("the client is gone", cause);
  }
}
