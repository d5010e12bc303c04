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
enum FailureMapping {
  /** Each kind has a name of its own. */
  SERVICE {
    @Override
    MemberCenterException ofServiceToken(FetchFailure failure) {
      String message = "service token: " + failure.what();
      return switch (failure) {
        case FetchFailure.Unauthorized _ -> new ServiceClientUnauthorized(message);
        case FetchFailure.Refused _ -> new IdpMisconfigured(message);
        case FetchFailure.Unreachable(String _, @Nullable Throwable cause) ->
            new IdpUnavailable(message, cause);
        case FetchFailure.Unusable _ -> new IdpUnavailable(message, null);
      };
    }

    @Override
    MemberCenterException ofDownloadToken(FetchFailure failure) {
      String message = "delegated download token: " + failure.what();
      return switch (failure) {
        case FetchFailure.Unauthorized _ -> new ServiceClientUnauthorized(message);
        case FetchFailure.Refused _ -> new DownloadTokenFailed(message);
        case FetchFailure.Unreachable(String _, @Nullable Throwable cause) ->
            new McTokenUnavailable(message, cause);
        case FetchFailure.Unusable _ -> new McTokenUnavailable(message, null);
      };
    }
  },

  /** One name for each call, since nothing of the Member Center's state is shown outside. */
  DOWNLOADS {
    @Override
    MemberCenterException ofServiceToken(FetchFailure failure) {
      return new ServiceTokenFailed(
          "service token for downloads: " + failure.what(), cause(failure));
    }

    @Override
    MemberCenterException ofDownloadToken(FetchFailure failure) {
      return new IssueTokenFailed("download token: " + failure.what(), cause(failure));
    }
  };

  abstract MemberCenterException ofServiceToken(FetchFailure failure);

  abstract MemberCenterException ofDownloadToken(FetchFailure failure);

  private static @Nullable Throwable cause(FetchFailure failure) {
    return failure instanceof FetchFailure.Unreachable unreachable ? unreachable.cause() : null;
  }
}
