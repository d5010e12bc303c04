package io.visiona.agent.api;

/** What an answer is. */
public enum RouteKind {
  JSON,
  SSE,
  MJPEG,
  IMAGE,
  UPLOAD,
  WEBSOCKET
}
