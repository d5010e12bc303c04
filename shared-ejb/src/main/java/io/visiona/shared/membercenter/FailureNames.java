package io.visiona.shared.membercenter;

import io.visiona.shared.membercenter.MemberCenterException.DownloadTokenFailed;
import io.visiona.shared.membercenter.MemberCenterException.IdpMisconfigured;
import io.visiona.shared.membercenter.MemberCenterException.IdpUnavailable;
import io.visiona.shared.membercenter.MemberCenterException.IssueTokenFailed;
import io.visiona.shared.membercenter.MemberCenterException.McTokenUnavailable;
import io.visiona.shared.membercenter.MemberCenterException.ServiceClientUnauthorized;
import io.visiona.shared.membercenter.MemberCenterException.ServiceTokenFailed;
import org.jspecify.annotations.Nullable;

/** What each client calls a failure of either of its calls. */
enum FailureNames {
  /** Each kind has a name of its own. */
  SERVICE {
    @Override
    MemberCenterException ofServiceToken(Failure failure) {
      String message = "service token: " + failure.what();
      return switch (failure) {
        case Failure.Unauthorized _ -> new ServiceClientUnauthorized(message);
        case Failure.Refused _ -> new IdpMisconfigured(message);
        case Failure.Unreachable(String _, @Nullable Throwable cause) ->
            new IdpUnavailable(message, cause);
        case Failure.Unusable _ -> new IdpUnavailable(message, null);
      };
    }

    @Override
    MemberCenterException ofDownloadToken(Failure failure) {
      String message = "delegated download token: " + failure.what();
      return switch (failure) {
        case Failure.Unauthorized _ -> new ServiceClientUnauthorized(message);
        case Failure.Refused _ -> new DownloadTokenFailed(message);
        case Failure.Unreachable(String _, @Nullable Throwable cause) ->
            new McTokenUnavailable(message, cause);
        case Failure.Unusable _ -> new McTokenUnavailable(message, null);
      };
    }
  },

  /** One name for each call, since nothing of the Member Center's state is shown outside. */
  DOWNLOADS {
    @Override
    MemberCenterException ofServiceToken(Failure failure) {
      return new ServiceTokenFailed(
          "service token for downloads: " + failure.what(), cause(failure));
    }

    @Override
    MemberCenterException ofDownloadToken(Failure failure) {
      return new IssueTokenFailed("download token: " + failure.what(), cause(failure));
    }
  };

  abstract MemberCenterException ofServiceToken(Failure failure);

  abstract MemberCenterException ofDownloadToken(Failure failure);

  private static @Nullable Throwable cause(Failure failure) {
    return failure instanceof Failure.Unreachable unreachable ? unreachable.cause() : null;
  }
}
