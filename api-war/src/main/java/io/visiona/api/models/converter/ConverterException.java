package io.visiona.api.models.converter;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The converter did not do what it was asked. Messages name the call and the status and nothing
 * else: no key, no person, nothing of the answer's body.
 */
public final class ConverterException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** No connection, a connection that broke, 429, or a status above 499. */
    UNAVAILABLE(ErrorCode.CONVERTER_UNAVAILABLE),
    /** No answer, or no progress of a transfer, in time. */
    TIMEOUT(ErrorCode.CONVERTER_TIMEOUT),
    /**
     * An answer that is none: too long, not JSON, of the wrong shape, or a status that has no
     * meaning here.
     */
    BAD_ANSWER(ErrorCode.CONVERTER_BAD_RESPONSE),
    /** 401 or 403: the API key is not accepted. */
    UNAUTHORIZED(ErrorCode.CONVERTER_MISCONFIGURED),
    /** It does not have the job's result any more. */
    GONE(ErrorCode.RESULT_GONE),
    /** 400, 413, 415 or 422: it does not want this. */
    REFUSED(ErrorCode.MODEL_REFUSED);

    private final ErrorCode code;

    Kind(ErrorCode code) {
      this.code = code;
    }

    /** As metrics name it. */
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;

  public ConverterException(Kind kind, String message) {
    this(kind, message, null);
  }

  public ConverterException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** As it is told outside. */
  public ApiException toApi() {
    return new ApiException(kind.code, this);
  }
}
