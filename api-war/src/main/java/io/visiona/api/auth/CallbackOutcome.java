package io.visiona.api.auth;

import io.visiona.shared.error.ErrorCode;

/** What came of a callback. */
sealed interface CallbackOutcome {
  /**
   * Signed in.
   *
   * @param sessionId the new id for the cookie
   * @param returnTo a path of this site
   */
  record SignedIn(String sessionId, String returnTo) implements CallbackOutcome {
    @Override
    public String toString() {
      return "SignedIn[***]";
    }
  }

  /** The same callback again, in a browser that it signed in: there is nothing to do. */
  record AlreadySignedIn() implements CallbackOutcome {}

  /** Not signed in. */
  record Refused(Reason reason) implements CallbackOutcome {}

  /** Why not, with the error it is and the text for the person. */
  enum Reason {
    UNKNOWN_STATE(ErrorCode.BAD_REQUEST, "This sign-in is not known", "It was finished before, took longer than ten minutes, or was started in another browser."),
    WRONG_ISSUER(ErrorCode.BAD_REQUEST, "The answer is not from the Member Center", "It names another issuer, so it was not used."),
    NO_CODE(ErrorCode.BAD_REQUEST, "The answer is not complete", "The Member Center's answer carries neither a code nor an error."),
    DECLINED(ErrorCode.UNAUTHENTICATED, "You were not signed in", "The Member Center did not sign you in."),
    REJECTED(ErrorCode.UNAUTHENTICATED, "The sign-in could not be verified", "The Member Center's answer did not pass the checks.");

    private final ErrorCode code;
    private final String title;
    private final String text;

    Reason(ErrorCode code, String title, String text) {
      this.code = code;
      this.title = title;
      this.text = text;
    }

    ErrorCode code() {
      return code;
    }

    String title() {
      return title;
    }

    String text() {
      return text;
    }
  }
}
