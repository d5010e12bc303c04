package io.visiona.cli;

import jakarta.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Why a command ends early. The message is for people; nothing in it is secret. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable JsonObject error;
  private final ExitCode exitCode;

  Failure(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  /**
   * With what the server said.
   *
   * @param error the envelope's {@code error}
   */
  Failure(ExitCode exitCode, String message, @Nullable JsonObject error) {
    super(message);
    this.exitCode = exitCode;
    this.error = error;
  }

  ExitCode exitCode() {
    return exitCode;
  }

  @Nullable JsonObject error() {
    return error;
  }

  /** The server's stable code; empty when it is not the server that refused. */
  String code() {
    return error == null ? "" : error.getString("code", "");
  }
}
