package io.visiona.cli;

/** What the process answers its caller with; part of the command line's contract. */
enum ExitCode {
  /** Done. */
  OK(0),
  /** Something unforeseen. */
  FAULT(1),
  /** The command line makes no sense; picocli's own number for it. */
  USAGE(2),
  /** Nobody is signed in, or the session is over. */
  NOT_SIGNED_IN(3),
  /** The server or the agent refused: asking again will not help. */
  REFUSED(4),
  /** The server, or the agent, cannot be reached or cannot answer now: asking again may help. */
  UNAVAILABLE(5),
  /** It was begun, and failed: a conversion, a flash. */
  FAILED(6);

  private static final int UNAUTHORIZED = 401;
  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int SERVER = 500;

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Of an answer that is no success. */
  static ExitCode of(int status) {
    return switch (status) {
      case UNAUTHORIZED -> NOT_SIGNED_IN;
      case TIMEOUT, TOO_MANY -> UNAVAILABLE;
      case NOT_IMPLEMENTED -> REFUSED;
      default -> status >= SERVER ? UNAVAILABLE : REFUSED;
    };
  }
}
