package io.visiona.shared.head;

import java.io.IOException;

/** The chunks of a body are not as they have to be; nothing more is read of the connection. */
public final class MalformedChunksException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedChunksException() {
    super("The chunks of the body are malformed");
  }
}
