package io.visiona.shared.error;

/**
 * Every error that leaves the API or the relay, with its stable code, status and a message for people. The {@code i18n} key is
 * the code unless a front end needs another.
 */
public enum ErrorCode {
  BAD_REQUEST("bad_request", 400, "The request is not valid."),
  UNAUTHENTICATED("unauthenticated", 401, "Sign in first."),
  INVALID_CODE("invalid_code", 401, "The pairing code is unknown or expired."),
  FORBIDDEN("forbidden", 403, "This is not allowed."),
  CSRF_REJECTED("csrf_rejected", 403, "The request does not come from this site's own pages."),
  PROXY_NOT_ALLOWED("proxy_not_allowed", 403, "The agent was paired without access to its own web server."),
  NOT_FOUND("not_found", 404, "There is no such thing."),
  METHOD_NOT_ALLOWED("method_not_allowed", 405, "This method is not offered here."),
  NOT_ACCEPTABLE("not_acceptable", 406, "No representation fits the Accept header."),
  REQUEST_TIMEOUT("request_timeout", 408, "The request took too long to arrive."),
  CODE_ALREADY_USED("code_already_used", 409, "The pairing code was already used."),
  CONFLICT("conflict", 409, "The request conflicts with the present state."),
  RESULT_GONE("result_gone", 410, "The converter no longer has the result; convert the model again."),
  PAYLOAD_TOO_LARGE("payload_too_large", 413, "The body is too large."),
  UNSUPPORTED_MEDIA_TYPE("unsupported_media_type", 415, "The body's media type is not accepted here."),
  MODEL_REFUSED("model_refused", 422, "The converter does not accept this model."),
  UPGRADE_REQUIRED("upgrade_required", 426, "Connect with Upgrade: websocket or yamux."),
  RATE_LIMITED("rate_limited", 429, "Too many requests; try again later."),
  INTERNAL("internal", 500, "Something went wrong here."),
  IDP_MISCONFIGURED("idp_misconfigured", "idp_misconfig", 500, "The Member Center client is not configured correctly."),
  CONVERTER_MISCONFIGURED("converter_misconfigured", 500, "The access to the converter is not configured correctly."),
  NOT_CONFIGURED("not_configured", 501, "This is not configured on this server."),
  AGENT_UNREACHABLE("agent_unreachable", 502, "The connection to the agent was lost."),
  AGENT_BAD_RESPONSE("agent_bad_response", 502, "The agent's answer is not valid HTTP."),
  DOWNLOAD_TOKEN_FAILED("download_token_failed", "token_failed", 502, "The Member Center refused the download."),
  MC_TOKEN_UNAVAILABLE("mc_token_unavailable", "token_failed", 502, "The Member Center gives no download token at the moment."),
  DOWNLOAD_UNAVAILABLE("download_unavailable", 502, "The download is not available at the moment; try again."),
  CONVERTER_BAD_RESPONSE("converter_bad_response", 502, "The converter's answer makes no sense."),
  AGENT_OFFLINE("agent_offline", 503, "The agent is not connected."),
  AGENT_BUSY("agent_busy", 503, "The agent has too many requests in progress."),
  RELAY_UNAVAILABLE("relay_unavailable", 503, "The relay cannot be reached."),
  IDP_UNAVAILABLE("idp_unavailable", "idp_down", 503, "The Member Center cannot be reached."),
  CONVERTER_UNAVAILABLE("converter_unavailable", 503, "The converter cannot be reached."),
  DRAINING("draining", 503, "This server is shutting down."),
  UNAVAILABLE("unavailable", 503, "A part this needs is not available."),
  AGENT_TIMEOUT("agent_timeout", 504, "The agent did not answer in time."),
  CONVERTER_TIMEOUT("converter_timeout", 504, "The converter did not answer in time.");

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

  /** The default message. */
  public String message() {
    return message;
  }
}
