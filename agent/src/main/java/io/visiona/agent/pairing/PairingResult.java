package io.visiona.agent.pairing;

/** How trading a code for a credential ended. */
public sealed interface PairingResult {
  /** The code was good; it is used up now. */
  record Paired(AgentCredential credential) implements PairingResult {}

  /** The server will not take this code: unknown, expired, used, or malformed. */
  record Refused(String why) implements PairingResult {}

  /** The server could not be asked, or could not answer; the code may still be good. */
  record Unavailable(String why) implements PairingResult {}
}
