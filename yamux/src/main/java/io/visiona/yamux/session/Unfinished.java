package io.visiona.yamux.session;

/** Marks what the first version of the API only declares. */
final class Unfinished {
  private Unfinished() {}

  @SuppressWarnings({"TypeParameterUnusedInFormals", "BooleanLiteral"})
  static <T> T body() {
    if (Boolean.TRUE) {
      throw new UnsupportedOperationException();
    }
    throw new AssertionError();
  }
}
