package io.visiona.api.platform.streams;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Why a stream has to end although neither of its sides wants it to. */
public enum StreamEnd {
  /** The person signed out with the session that opened it. */
  SIGNED_OUT,
  /** The session was ended from another one, or gave way to newer ones. */
  ENDED_ELSEWHERE,
  /** Nobody used the session for the idle time-out. */
  IDLE,
  /** The session's absolute end came. */
  EXPIRED,
  /** The Member Center ended the session. */
  PROVIDER,
  /** The agent was revoked, its token renewed, or it belongs to somebody else now. */
  AGENT_REVOKED,
  /** The agent's owner no longer allows its web server to be reached. */
  PROXY_NOT_ALLOWED;

  /** Close code of a WebSocket whose permission ended; in the range RFC 6455 leaves to us. */
  public static final int WEB_SOCKET_CODE = 4401;

  /** How it is told outside: lower case with underscores. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The close frame of a WebSocket, from a server: unmasked, without a text. */
  public static byte[] closeFrame() {
    return new byte[] {(byte) 0x88, 2, (byte) (WEB_SOCKET_CODE >> 8), (byte) WEB_SOCKET_CODE};
  }

  /** The last event of a stream of server-sent events, as bytes to send. */
  public byte[] event() {
    // The blank line ends what may have been cut in its middle.
    return ("\n\nevent: session_ended\ndata: {\"reason\":\"" + reason() + "\"}\n\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
