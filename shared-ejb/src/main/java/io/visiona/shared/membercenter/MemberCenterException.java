package io.visiona.shared.membercenter;

import org.jspecify.annotations.Nullable;

/**
 * The Member Center gave no token. The kinds are closed, so that a boundary maps each of them.
 * Messages name the call and the status and nothing else: no token, no person, no object key,
 * nothing of the answer's body.
 */
public abstract sealed class MemberCenterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private MemberCenterException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** This server has no registration for the call. */
  public static final class NotConfigured extends MemberCenterException {
    private static final long serialVersionUID = 1L;

    public NotConfigured(String message) {
      super(message, null);
    }
  }

  /** 401 or 403: the registration, or the service token made with it, is not accepted. */
  public static final class ServiceClientUnauthorized extends MemberCenterException {
    private static final long serialVersionUID = 1L;

    public ServiceClientUnauthorized(String message) {
      super(message, null);
    }
  }

  /** The request for a service token was refused with another 4xx, such as an unknown scope. */
  public static final class IdpMisconfigured extends MemberCenterException {
    private static final long serialVersionUID = 1L;

    public IdpMisconfigured(String message) {
      super(message, null);
    }
  }

  /** No service token after the retries, or an answer that is none. */
  public static final class IdpUnavailable extends MemberCenterException {
    private static final long serialVersionUID = 1L;

    public IdpUnavailable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The request for a delegated download token was refused with a 4xx other than 401 and 403. */
  public static final class DownloadTokenFailed extends MemberCenterException {
    private static final long serialVersionUID = 1L;

    public DownloadTokenFailed(String message) {
      super(message, null);
    }
  }

  /** No delegated download token after the retries, or an answer that is none. */
  public static final class McTokenUnavailable extends MemberCenterException {
    private static final long serialVersionUID = 1L;

    public McTokenUnavailable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** A model download got no service token, for whatever reason. */
  public static final class ServiceTokenFailed extends MemberCenterException {
    private static final long serialVersionUID = 1L;

    public ServiceTokenFailed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** A model download got no download token, for whatever reason. */
  public static final class IssueTokenFailed extends MemberCenterException {
    private static final long serialVersionUID = 1L;

    public IssueTokenFailed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
