package io.visiona.api.identity.signin;

import io.visiona.shared.error.ErrorCode;
import java.util.Locale;

/**
 * What can come of a sign-in, for counting. The names are values of a metric's tag, so they are few
 * and say nothing of a person.
 */
enum SignInResult {
  SIGNED_IN,
  ALREADY_SIGNED_IN,
  UNKNOWN_STATE,
  WRONG_ISSUER,
  NO_CODE,
  DECLINED,
  REJECTED,
  IDP_UNAVAILABLE,
  IDP_MISCONFIGURED,
  UNAVAILABLE;

  static SignInResult of(CallbackOutcome outcome) {
    return switch (outcome) {
      case CallbackOutcome.SignedIn signedIn -> SIGNED_IN;
      case CallbackOutcome.AlreadySignedIn() -> ALREADY_SIGNED_IN;
      case CallbackOutcome.Refused(CallbackOutcome.Reason reason, String returnTo) ->
          switch (reason) {
            case UNKNOWN_STATE -> UNKNOWN_STATE;
            case WRONG_ISSUER -> WRONG_ISSUER;
            case NO_CODE -> NO_CODE;
            case DECLINED -> DECLINED;
            case REJECTED -> REJECTED;
          };
    };
  }

  static SignInResult of(ErrorCode failure) {
    return switch (failure) {
      case IDP_UNAVAILABLE -> IDP_UNAVAILABLE;
      case IDP_MISCONFIGURED -> IDP_MISCONFIGURED;
      default -> UNAVAILABLE;
    };
  }

  /** The tag's value. */
  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Who counts. Thread-safe. */
  @FunctionalInterface
  interface Tally {
    /** One more. */
    void count(SignInResult result);
  }
}
