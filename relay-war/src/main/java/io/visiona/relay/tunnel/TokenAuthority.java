package io.visiona.relay.tunnel;

/** Who knows the tokens. */
public interface TokenAuthority {

  /**
   * Asks; blocks for a bounded time. Any failure to get an answer is {@link
   * Introspection.Unavailable} or an exception.
   */
  Introspection ask(PresentedToken credential);
}
