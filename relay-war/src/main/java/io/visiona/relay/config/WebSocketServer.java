package io.visiona.relay.config;

/** Who speaks RFC 6455 with agents. */
public enum WebSocketServer {
  /** The relay itself, over a servlet upgrade. */
  UPGRADE,
  /** The container's Jakarta WebSocket endpoint. */
  JAKARTA
}
