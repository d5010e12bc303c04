package io.visiona.shared.error;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every error that leaves the API or the relay, with its stable code, status and a message for
 * people. The {@code i18n} key is the code unless a front end needs another.
 */
public enum ErrorCode {
  BAD_REQUEST("bad_request", 400, "The request is not valid."),
  BAD_MESSAGE("bad_message", 400, "The message is not understood."),
  AUTHORIZATION_PENDING("authorization_pending", 400, "Nobody has approved this program yet."),
  SLOW_DOWN("slow_down", 400, "Ask less often."),
  ACCESS_DENIED("access_denied", 400, "The program was not approved."),
  EXPIRED_TOKEN("expired_token", 400, "The code is unknown, used or expired; start again."),
  INVALID_GRANT("invalid_grant", 400, "The one-time code is missing or wrong."),
  UNAUTHENTICATED("unauthenticated", 401, "Sign in first."),
  INVALID_CODE("invalid_code", 401, "The pairing code is unknown or expired."),
  FORBIDDEN("forbidden", 403, "This is not allowed."),
  CSRF_REJECTED("csrf_rejected", 403, "The request does not come from this site's own pages."),
  PROXY_NOT_ALLOWED(
      "proxy_not_allowed", 403, "The agent was paired without access to its own web server."),
  NOT_FOUND("not_found", 404, "There is no such thing."),
  DEVICE_NOT_FOUND("device_not_found", 404, "There is no such device on this agent."),
  CAMERA_NOT_FOUND("camera_not_found", 404, "There is no such camera on this agent."),
  CLUSTER_NOT_FOUND("cluster_not_found", 404, "There is no such cluster on this agent."),
  MEDIA_NOT_FOUND("media_not_found", 404, "The agent has no such picture or film any more."),
  MODEL_NOT_FOUND("model_not_found", 404, "There is no such model in the library."),
  NO_FLASH("no_flash", 404, "No model was ever flashed here."),
  METHOD_NOT_ALLOWED("method_not_allowed", 405, "This method is not offered here."),
  NOT_ACCEPTABLE("not_acceptable", 406, "No representation fits the Accept header."),
  REQUEST_TIMEOUT("request_timeout", 408, "The request took too long to arrive."),
  CODE_ALREADY_USED("code_already_used", 409, "The pairing code was already used."),
  CONFLICT("conflict", 409, "The request conflicts with the present state."),
  DEVICE_BUSY("device_busy", 409, "The device is busy."),
  DEVICE_NOT_READY("device_not_ready", 409, "The device is not ready."),
  DEVICE_NOT_CONNECTABLE("device_not_connectable", 409, "The device cannot be connected now."),
  DEVICE_IN_CLUSTER("device_in_cluster", 409, "The device belongs to a cluster."),
  NO_MODEL("no_model", 409, "There is no model on this device yet."),
  CHIP_MISMATCH("chip_mismatch", 409, "The model is for another chip than the device's."),
  MODEL_NOT_DOWNLOADABLE(
      "model_not_downloadable", 409, "The model's file is gone, or is not there yet."),
  INFERENCE_RUNNING("inference_running", 409, "Inference is running with other settings."),
  CAMERA_IN_USE("camera_in_use", 409, "The camera is in use."),
  CAMERA_FAULTED("camera_faulted", 409, "The camera does not work."),
  CLUSTER_RUNNING("cluster_running", 409, "The cluster is running."),
  MIXED_CHIPS("mixed_chips", 409, "A cluster has devices of one chip only."),
  FLASH_NOT_CANCELLABLE("flash_not_cancellable", 409, "The device is being written to."),
  NOT_SEEKABLE("not_seekable", 409, "There is no moving about in a live source."),
  URL_NOT_ALLOWED("url_not_allowed", 409, "The agent does not fetch from this address."),
  RESTART_NOT_ALLOWED("restart_not_allowed", 409, "The agent may not restart its machine."),
  RESULT_GONE(
      "result_gone", 410, "The converter no longer has the result; convert the model again."),
  PAYLOAD_TOO_LARGE("payload_too_large", 413, "The body is too large."),
  URI_TOO_LONG("uri_too_long", 414, "The address is too long."),
  UNSUPPORTED_MEDIA_TYPE(
      "unsupported_media_type", 415, "The body's media type is not accepted here."),
  UNSUPPORTED_MEDIA("unsupported_media", 415, "The agent does not take files of this kind."),
  OUT_OF_RANGE("out_of_range", 422, "A number is outside its bounds."),
  UNKNOWN_CLASS("unknown_class", 422, "The model knows no such class."),
  UNSUPPORTED_FORMAT("unsupported_format", 422, "The camera does not offer this format."),
  MEDIA_UNREADABLE("media_unreadable", 422, "The file cannot be read."),
  MODEL_REFUSED("model_refused", 422, "The converter does not accept this model."),
  UPGRADE_REQUIRED("upgrade_required", 426, "Connect with Upgrade: websocket or yamux."),
  RATE_LIMITED("rate_limited", 429, "Too many requests; try again later."),
  TOO_MANY_STREAMS("too_many_streams", 429, "Too many streams are open; close one first."),
  TOO_MANY_TUNNELS(
      "too_many_tunnels",
      429,
      "As many agents of this agent's owner are connected as may be; disconnect one first."),
  FIELDS_TOO_LARGE("fields_too_large", 431, "The request's header fields are too large."),
  INTERNAL("internal", 500, "Something went wrong here."),
  IDP_MISCONFIGURED(
      "idp_misconfigured",
      "idp_misconfig",
      500,
      "The Member Center client is not configured correctly."),
  CONVERTER_MISCONFIGURED(
      "converter_misconfigured", 500, "The access to the converter is not configured correctly."),
  NOT_CONFIGURED("not_configured", 501, "This is not configured on this server."),
  AGENT_UNSUPPORTED("agent_unsupported", 501, "The agent does not offer this: it is too old."),
  AGENT_UNREACHABLE("agent_unreachable", 502, "The connection to the agent was lost."),
  AGENT_BAD_RESPONSE("agent_bad_response", 502, "The agent's answer makes no sense."),
  AGENT_REFUSED("agent_refused", 502, "The agent refused a request that is allowed here."),
  AGENT_ERROR("agent_error", 502, "Something went wrong on the agent."),
  DEVICE_ERROR("device_error", 502, "The device reported an error."),
  SOURCE_UNREACHABLE("source_unreachable", 502, "The agent cannot reach the address."),
  DOWNLOAD_TOKEN_FAILED(
      "download_token_failed", "token_failed", 502, "The Member Center refused the download."),
  MC_TOKEN_UNAVAILABLE(
      "mc_token_unavailable",
      "token_failed",
      502,
      "The Member Center gives no download token at the moment."),
  DOWNLOAD_UNAVAILABLE(
      "download_unavailable", 502, "The download is not available at the moment; try again."),
  CONVERTER_BAD_RESPONSE("converter_bad_response", 502, "The converter's answer makes no sense."),
  AGENT_OFFLINE("agent_offline", 503, "The agent is not connected."),
  AGENT_BUSY("agent_busy", 503, "The agent has too many requests in progress."),
  DRIVER_UNAVAILABLE("driver_unavailable", 503, "The agent's driver is not available."),
  AGENT_DISK_FULL("agent_disk_full", 503, "The agent's disk is full."),
  RELAY_UNAVAILABLE("relay_unavailable", 503, "The relay cannot be reached."),
  DIRECTORY_UNAVAILABLE(
      "directory_unavailable",
      "relay_unavailable",
      503,
      "Which relay has the agent cannot be told at the moment."),
  IDP_UNAVAILABLE("idp_unavailable", "idp_down", 503, "The Member Center cannot be reached."),
  CONVERTER_UNAVAILABLE("converter_unavailable", 503, "The converter cannot be reached."),
  DRAINING("draining", 503, "This server is shutting down."),
  UNAVAILABLE("unavailable", 503, "A part this needs is not available."),
  AGENT_TIMEOUT("agent_timeout", 504, "The agent did not answer in time."),
  DEVICE_TIMEOUT("device_timeout", 504, "The device did not answer in time."),
  CONVERTER_TIMEOUT("converter_timeout", 504, "The converter did not answer in time.");

  private static final Map<String, ErrorCode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::code, each -> each));

  private final String code;
  private final String i18n;
  private final int status;
  private final String message;

  ErrorCode(String code, int status, String message) {
    this(code, code, status, message);
  }

  ErrorCode(String code, String i18n, int status, String message) {
    this.code = code;
    this.i18n = i18n;
    this.status = status;
    this.message = message;
  }

  /** The stable code of the envelope. */
  public String code() {
    return code;
  }

  /** The key of the text that front ends show. */
  public String i18n() {
    return i18n;
  }

  /** The HTTP status it goes out with. */
  public int status() {
    return status;
  }

  /** The error of a stable code; empty when there is none. */
  public static Optional<ErrorCode> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** The default message. */
  public String message() {
    return message;
  }
}
