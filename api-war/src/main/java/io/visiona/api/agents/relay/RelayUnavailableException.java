package io.visiona.api.agents.relay;

import java.io.IOException;

/** There is no link to the relay, and none came up in the time there was. Nothing was sent. */
public final class RelayUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  RelayUnavailableException(String message) {
    super(message);
  }

  RelayUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
