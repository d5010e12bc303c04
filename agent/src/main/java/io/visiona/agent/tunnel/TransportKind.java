package io.visiona.agent.tunnel;

/** What carries the tunnel's bytes. */
public enum TransportKind {
  /** The connection itself, after {@code Upgrade: yamux}. */
  YAMUX,
  /** Binary messages of a WebSocket, for whatever lets nothing else through. */
  WEBSOCKET
}
