package io.visiona.agent;

/** What the process answers its caller with; part of the command line's contract. */
enum AgentExitCode {
  /** Done, or stopped as asked. */
  OK(0),
  /** Something unforeseen, with a stack trace in the log. */
  FAULT(1),
  /** The command line makes no sense; picocli's own number for it. */
  USAGE(2),
  /** The server refused the pairing code or the credential: asking again will not help. */
  REFUSED(3),
  /** There is no credential, or it cannot be read or written safely. */
  NO_CREDENTIAL(4),
  /** The server could not be reached or cannot answer now: asking again may help. */
  UNAVAILABLE(5);

  private final int number;

  AgentExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
