package io.visiona.api.agents.pairing;

import io.visiona.api.agents.IssuedToken;

/** What came of presenting a code. */
public sealed interface PairingOutcome {

  /**
   * The agent is paired.
   *
   * @param owner whose it is
   */
  record Paired(String owner, IssuedToken issued) implements PairingOutcome {}

  /** The code is genuine and not yet expired, but somebody was first. */
  record AlreadyUsed() implements PairingOutcome {}

  /** No such code, or it has expired; the two are not told apart. */
  record Refused() implements PairingOutcome {}
}
