package io.visiona.relay.websocket;

/** Status codes of RFC 6455 section 7.4. */
public final class CloseCode {
  public static final int NORMAL = 1000;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int UNSUPPORTED_DATA = 1003;
  public static final int INVALID_PAYLOAD = 1007;
  public static final int TOO_BIG = 1009;

  /** Stands for a close frame without a code; never on the wire. */
  public static final int NONE = 1005;

  private static final int FIRST_REGISTERED = 3000;
  private static final int LAST_PRIVATE = 4999;
  private static final int LAST_DEFINED = 1014;
  private static final int RESERVED = 1004;
  private static final int ABNORMAL = 1006;

  private CloseCode() {}

  /** Whether a peer may send it: section 7.4 and the registry it began. */
  static boolean isAllowed(int code) {
    if (code >= FIRST_REGISTERED) {
      return code <= LAST_PRIVATE;
    }
    return code >= NORMAL
        && code <= LAST_DEFINED
        && code != RESERVED
        && code != NONE
        && code != ABNORMAL;
  }
}
