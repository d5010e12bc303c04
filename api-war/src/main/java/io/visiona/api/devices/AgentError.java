package io.visiona.api.devices;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error as an agent told it, made fit for our callers.
 *
 * @param status as the caller sees it
 * @param code lower-case, never one that only this server may use
 * @param message for people, bounded
 * @param details values for texts, null when there are none
 */
record AgentError(int status, String code, String message, @Nullable JsonObject details) {
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final int LONGEST_MESSAGE = 1_000;
  private static final int LONGEST_DETAILS = 4_096;
  private static final Set<Integer> PASSED = Set.of(400, 404, 409, 410, 413, 415, 422, 429);

  /** An agent of an older version says so of what it does not know. */
  private static final String UNKNOWN_ENDPOINT = "no_such_endpoint";

  /** What an agent refuses its owner on the box's own account. */
  private static final Set<String> HAVE_A_STATUS =
      Set.of(ErrorCode.URL_NOT_ALLOWED.code(), ErrorCode.RESTART_NOT_ALLOWED.code());

  /** What this server says of itself or of the caller: from an agent it would be a lie. */
  private static final Set<ErrorCode> OURS =
      EnumSet.complementOf(
          EnumSet.of(
              ErrorCode.BAD_REQUEST,
              ErrorCode.NOT_FOUND,
              ErrorCode.BAD_MESSAGE,
              ErrorCode.OUT_OF_RANGE,
              ErrorCode.DEVICE_NOT_FOUND,
              ErrorCode.CAMERA_NOT_FOUND,
              ErrorCode.CLUSTER_NOT_FOUND,
              ErrorCode.MEDIA_NOT_FOUND,
              ErrorCode.MODEL_NOT_FOUND,
              ErrorCode.NO_FLASH,
              ErrorCode.CONFLICT,
              ErrorCode.DEVICE_BUSY,
              ErrorCode.DEVICE_NOT_READY,
              ErrorCode.DEVICE_NOT_CONNECTABLE,
              ErrorCode.DEVICE_IN_CLUSTER,
              ErrorCode.NO_MODEL,
              ErrorCode.CHIP_MISMATCH,
              ErrorCode.MODEL_NOT_DOWNLOADABLE,
              ErrorCode.INFERENCE_RUNNING,
              ErrorCode.CAMERA_IN_USE,
              ErrorCode.CAMERA_FAULTED,
              ErrorCode.CLUSTER_RUNNING,
              ErrorCode.MIXED_CHIPS,
              ErrorCode.FLASH_NOT_CANCELLABLE,
              ErrorCode.NOT_SEEKABLE,
              ErrorCode.URL_NOT_ALLOWED,
              ErrorCode.RESTART_NOT_ALLOWED,
              ErrorCode.UNKNOWN_CLASS,
              ErrorCode.UNSUPPORTED_FORMAT,
              ErrorCode.MEDIA_UNREADABLE,
              ErrorCode.PAYLOAD_TOO_LARGE,
              ErrorCode.UNSUPPORTED_MEDIA,
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              ErrorCode.RATE_LIMITED,
              ErrorCode.TOO_MANY_STREAMS,
              ErrorCode.AGENT_BUSY,
              ErrorCode.AGENT_DISK_FULL,
              ErrorCode.AGENT_ERROR,
              ErrorCode.AGENT_TIMEOUT,
              ErrorCode.DRIVER_UNAVAILABLE,
              ErrorCode.DEVICE_ERROR,
              ErrorCode.SOURCE_UNREACHABLE,
              ErrorCode.DEVICE_TIMEOUT));

  /**
   * Reads an answer that is no success.
   *
   * @param body its JSON, empty when it has none
   * @throws ApiException what the caller is told instead where nothing of it may pass
   */
  static AgentError of(int status, Optional<JsonValue> body) {
    JsonObject error = body.map(AgentError::envelope).orElse(null);
    String code = error == null ? "" : text(error, "code");
    boolean unknown = status == 404 || status == 405 || status == 501;
    // An older agent may know the path of a row and not its method.
    if (status == 405 || (unknown && (error == null || code.equals(UNKNOWN_ENDPOINT)))) {
      throw new ApiException(ErrorCode.AGENT_UNSUPPORTED);
    }
    if (error == null || !CODE.matcher(code).matches()) {
      throw new ApiException(withoutEnvelope(status));
    }
    if ((status == 401 || status == 403) && !HAVE_A_STATUS.contains(code)) {
      throw new ApiException(ErrorCode.AGENT_REFUSED);
    }
    if (ErrorCode.of(code).filter(OURS::contains).isPresent()) {
      throw new ApiException(ErrorCode.AGENT_ERROR);
    }
    int shown = status(status, code);
    String message = text(error, "message");
    return new AgentError(
        shown,
        code,
        message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message,
        details(error.get("details")));
  }

  private static ErrorCode withoutEnvelope(int status) {
    if (status == 401 || status == 403) {
      return ErrorCode.AGENT_REFUSED;
    }
    return status >= 500 ? ErrorCode.AGENT_ERROR : ErrorCode.AGENT_BAD_RESPONSE;
  }

  /** A 401 or 403 would be read as ours, so none passes; two of its codes have a status here. */
  private static int status(int status, String code) {
    if (HAVE_A_STATUS.contains(code)) {
      return ErrorCode.CONFLICT.status();
    }
    if (PASSED.contains(status)) {
      return status;
    }
    return switch (status) {
      case 503, 507 -> ErrorCode.AGENT_BUSY.status();
      case 504 -> ErrorCode.AGENT_TIMEOUT.status();
      default -> {
        if (status >= 500) {
          yield ErrorCode.AGENT_ERROR.status();
        }
        throw new ApiException(withoutEnvelope(status));
      }
    };
  }

  private static @Nullable JsonObject envelope(JsonValue body) {
    return body instanceof JsonObject object && object.get("error") instanceof JsonObject error
        ? error
        : null;
  }

  private static String text(JsonObject error, String name) {
    return error.get(name) instanceof JsonString text ? text.getString() : "";
  }

  /** Values for texts, dropped when there is more of them than any text needs. */
  private static @Nullable JsonObject details(@Nullable JsonValue given) {
    return given instanceof JsonObject object
            && !object.isEmpty()
            && object.toString().length() <= LONGEST_DETAILS
        ? object
        : null;
  }
}
