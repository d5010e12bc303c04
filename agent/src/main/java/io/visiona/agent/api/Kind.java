package io.visiona.agent.api;

/** What an answer is. */
public enum Kind {
  JSON,
  SSE,
  MJPEG,
  IMAGE,
  UPLOAD,
  WEBSOCKET
}
