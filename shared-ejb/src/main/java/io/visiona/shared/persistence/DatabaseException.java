package io.visiona.shared.persistence;

/** The database did not do what was asked; nothing of the transaction remains. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
