package io.visiona.api.identity.device;

import io.visiona.api.identity.sessions.UserSession;

/** What a program finds when it asks whether it is signed in. */
sealed interface Redeemed {
  /** The person has not decided. */
  record Pending() implements Redeemed {}

  /** It asks too often. */
  record TooOften() implements Redeemed {}

  /** The person said no, or is signed out by now. */
  record Denied() implements Redeemed {}

  /** There is no such login, or not any more. */
  record Unknown() implements Redeemed {}

  /** The one-time code is missing or wrong. */
  record WrongCode() implements Redeemed {}

  /**
   * It is signed in; told once.
   *
   * @param sessionId the credential
   */
  record SignedIn(String sessionId, UserSession session) implements Redeemed {
    @Override
    public String toString() {
      return "SignedIn[***]";
    }
  }
}
