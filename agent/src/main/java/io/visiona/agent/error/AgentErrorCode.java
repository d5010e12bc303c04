package io.visiona.agent.error;

import java.util.Locale;

/** The codes an agent answers with, and the status of each. The catalogue is in docs/agents.md. */
public enum AgentErrorCode {
  BAD_REQUEST(400),
  OUT_OF_RANGE(422),
  NO_SUCH_ENDPOINT(404),
  METHOD_NOT_ALLOWED(405),
  DEVICE_NOT_FOUND(404),
  CAMERA_NOT_FOUND(404),
  CLUSTER_NOT_FOUND(404),
  MEDIA_NOT_FOUND(404),
  NO_FLASH(404),
  DEVICE_BUSY(409),
  DEVICE_NOT_READY(409),
  DEVICE_NOT_CONNECTABLE(409),
  DEVICE_IN_CLUSTER(409),
  NO_MODEL(409),
  CHIP_MISMATCH(409),
  INFERENCE_RUNNING(409),
  CAMERA_IN_USE(409),
  CAMERA_FAULTED(409),
  CLUSTER_RUNNING(409),
  MIXED_CHIPS(409),
  FLASH_NOT_CANCELLABLE(409),
  NOT_SEEKABLE(409),
  URL_NOT_ALLOWED(409),
  RESTART_NOT_ALLOWED(409),
  UNKNOWN_CLASS(422),
  UNSUPPORTED_FORMAT(422),
  MEDIA_UNREADABLE(422),
  PAYLOAD_TOO_LARGE(413),
  UNSUPPORTED_MEDIA(415),
  RATE_LIMITED(429),
  TOO_MANY_STREAMS(429),
  AGENT_BUSY(503),
  DRIVER_UNAVAILABLE(503),
  AGENT_DISK_FULL(503),
  AGENT_ERROR(502),
  DEVICE_ERROR(502),
  SOURCE_UNREACHABLE(502),
  DEVICE_TIMEOUT(504),
  BAD_MESSAGE(400);

  private final int status;

  AgentErrorCode(int status) {
    this.status = status;
  }

  /** The HTTP status that goes with it. */
  public int status() {
    return status;
  }

  /** As it is written: in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
