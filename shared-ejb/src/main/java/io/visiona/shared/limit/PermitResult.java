package io.visiona.shared.limit;

/** What came of asking for a place. */
public sealed interface PermitResult {

  /** There is a place; to be closed when what it was taken for is over. */
  record Admitted(Permit permit) implements PermitResult {}

  /**
   * There was none, and none became free in time.
   *
   * @param full the kind of holder whose share is used up, or {@link LimitConfig#SERVER}
   * @param ownShare whether it was the asker's own share, and not what others took
   */
  record Refused(String full, boolean ownShare) implements PermitResult {}

  /** A place that was taken. Thread-safe. */
  interface Permit extends AutoCloseable {
    /** Gives it back, to who waits for it; harmless again. Never throws. */
    @Override
    void close();
  }
}
