package io.visiona.api.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;

/** The client did not send all of its body. */
public final class ClientBodyException extends IOException {
  private static final long serialVersionUID = 1L;

  ClientBodyException(IOException cause) {
    super("the client's body ended early", cause);
  }

  /** How: it was silent for too long, or it ended. */
  ProxyFailure failure() {
    for (Throwable why = getCause(); why != null; why = why.getCause()) {
      if (why instanceof SocketTimeoutException) {
        return ProxyFailure.CLIENT_TIMEOUT;
      }
    }
    return ProxyFailure.CLIENT_BODY;
  }
}
