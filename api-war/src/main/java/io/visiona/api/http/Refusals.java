package io.visiona.api.http;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.limit.FairLimiter;
import io.visiona.shared.limit.PermitResult.Admitted;
import io.visiona.shared.limit.PermitResult.Permit;
import io.visiona.shared.limit.PermitResult.Refused;

/** What those are told for whom there is no place. */
public final class Refusals {
  private Refusals() {}

  /**
   * A place, or {@link ApiException}: {@code rate_limited} for who has their share, {@code
   * unavailable} when the others have all there is, {@code draining} when the server stops
   * meanwhile. May wait, so for virtual threads.
   *
   * @param what goes on, in the plural: "uploads"
   */
  public static Permit permitFor(FairLimiter limiter, String what, String... holders) {
    try {
      return switch (limiter.await(holders)) {
        case Admitted(Permit permit) -> permit;
        case Refused refused -> throw refusal(refused, what);
      };
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new ApiException(ErrorCode.DRAINING, stopping);
    }
  }

  /** As an error of the API. */
  public static ApiException refusal(Refused refused, String what) {
    return refused.ownShare()
        ? new ApiException(
            ErrorCode.RATE_LIMITED, "You have too many " + what + " going on; try again later.")
        : new ApiException(
            ErrorCode.UNAVAILABLE, "Too many " + what + " are going on; try again later.");
  }
}
