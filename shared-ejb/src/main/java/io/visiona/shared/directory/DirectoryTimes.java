package io.visiona.shared.directory;

/** Learns how long commands to the directory took. Called by any thread; must not block. */
@FunctionalInterface
public interface DirectoryTimes {

  /**
   * A command that was sent is over: answered, failed, or not waited for any longer.
   *
   * @param nanos since it was sent
   */
  void took(DirectoryCommand command, long nanos);

  /** Nobody is interested. */
  static DirectoryTimes none() {
    return (_, _) -> {};
  }
}
