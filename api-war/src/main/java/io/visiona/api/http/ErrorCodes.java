package io.visiona.api.http;

import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.membercenter.MemberCenterException;

/** Names what the container refuses by a bare status. */
public final class ErrorCodes {
  private static final int SERVER_ERROR = 500;

  private ErrorCodes() {}

  /** What the callers of the API are told when the Member Center gave no token. */
  public static ErrorCode of(MemberCenterException failed) {
    return switch (failed) {
      case MemberCenterException.NotConfigured _ -> ErrorCode.NOT_CONFIGURED;
      case MemberCenterException.ServiceClientUnauthorized _ -> ErrorCode.IDP_MISCONFIGURED;
      case MemberCenterException.IdpMisconfigured _ -> ErrorCode.IDP_MISCONFIGURED;
      case MemberCenterException.IdpUnavailable _ -> ErrorCode.IDP_UNAVAILABLE;
      case MemberCenterException.DownloadTokenFailed _ -> ErrorCode.DOWNLOAD_TOKEN_FAILED;
      case MemberCenterException.McTokenUnavailable _ -> ErrorCode.MC_TOKEN_UNAVAILABLE;
      case MemberCenterException.ServiceTokenFailed _ -> ErrorCode.DOWNLOAD_UNAVAILABLE;
      case MemberCenterException.IssueTokenFailed _ -> ErrorCode.DOWNLOAD_UNAVAILABLE;
    };
  }

  /** The code of a status nobody gave a code. */
  static ErrorCode of(int status) {
    return switch (status) {
      case 401 -> ErrorCode.UNAUTHENTICATED;
      case 403 -> ErrorCode.FORBIDDEN;
      case 404 -> ErrorCode.NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 406 -> ErrorCode.NOT_ACCEPTABLE;
      case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
      case 414 -> ErrorCode.URI_TOO_LONG;
      case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
      case 431 -> ErrorCode.FIELDS_TOO_LARGE;
      default -> status >= SERVER_ERROR ? ErrorCode.INTERNAL : ErrorCode.BAD_REQUEST;
    };
  }
}
