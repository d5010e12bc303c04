package io.visiona.api.identity.signin;

import io.visiona.api.identity.sessions.UserSession;
import io.visiona.shared.error.ErrorCode;

/** What came of a callback. */
sealed interface CallbackOutcome {
  /**
   * Signed in.
   *
   * @param sessionId the new id for the cookie
   * @param session the new session
   * @param returnTo a path of this site
   */
  record SignedIn(String sessionId, UserSession session, String returnTo)
      implements CallbackOutcome {
    @Override
    public String toString() {
      return "SignedIn[***]";
    }
  }

  /** The same callback again, in a browser that it signed in: there is nothing to do. */
  record AlreadySignedIn() implements CallbackOutcome {}

  /**
   * Not signed in.
   *
   * @param returnTo where the person wanted to go, a path of this site, for another try
   */
  record Refused(Reason reason, String returnTo) implements CallbackOutcome {
    /** With nowhere to go to. */
    Refused(Reason reason) {
      this(reason, ReturnTo.HOME);
    }
  }

  /** Why not, with the error it is and the text for the person. */
  enum Reason {
    UNKNOWN_STATE(
        ErrorCode.BAD_REQUEST,
        "This sign-in is not known",
        "It was finished before, took longer than ten minutes, or was started in another browser."
            + " If you are signed in already, as in another tab, you can simply go on; otherwise sign in again."),
    WRONG_ISSUER(
        ErrorCode.BAD_REQUEST,
        "The answer is not from the Member Center",
        "It names another issuer, so it was not used. Sign in again from here."),
    NO_CODE(
        ErrorCode.BAD_REQUEST,
        "The answer is not complete",
        "The Member Center's answer carries neither a code nor an error. Sign in again."),
    DECLINED(
        ErrorCode.UNAUTHENTICATED,
        "You were not signed in",
        "The Member Center did not sign you in. If you did not cancel it yourself, try again."),
    REJECTED(
        ErrorCode.UNAUTHENTICATED,
        "The sign-in could not be verified",
        "The Member Center's answer did not pass the checks. Sign in again; if it happens again, tell whoever runs this site.");

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
