package io.visiona.relay.websocket;

/** The peer broke the protocol; the connection ends with {@link #closeCode}. */
public final class WebSocketException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int closeCode;

  WebSocketException(int closeCode, String message) {
    // Thrown at will by strangers: without the cost of a stack trace.
    super(message, null, false, false);
    this.closeCode = closeCode;
  }

  /** One of {@link CloseCode}. */
  public int closeCode() {
    return closeCode;
  }
}
