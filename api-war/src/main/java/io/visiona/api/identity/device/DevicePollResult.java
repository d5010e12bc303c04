package io.visiona.api.identity.device;

import io.visiona.api.identity.sessions.UserSession;

/** What a program finds when it asks whether it is signed in. */
sealed interface DevicePollResult {
  /** The person has not decided. */
  record Pending() implements DevicePollResult {}

  /** It asks too often. */
  record TooOften() implements DevicePollResult {}

  /** The person said no, or is signed out by now. */
  record Denied() implements DevicePollResult {}

  /** There is no such login, or not any more. */
  record Unknown() implements DevicePollResult {}

  /** The one-time code is missing or wrong. */
  record WrongCode() implements DevicePollResult {}

  /**
   * It is signed in; told once.
   *
   * @param sessionId the credential
   */
  record SignedIn(String sessionId, UserSession session) implements DevicePollResult {
    @Override
    public String toString() {
      return "SignedIn[***]";
    }
  }
}
