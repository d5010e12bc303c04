package io.visiona.relay.tunnel;

import java.util.List;

/** Who knows the tokens. */
public interface TokenAuthority {

  /** How many may be asked about at once. */
  int MOST_TOKENS = 100;

  /**
   * Asks about up to {@link #MOST_TOKENS}; blocks for a bounded time. Any failure to get an answer
   * is an exception.
   *
   * @return an answer for each in their order; {@link Introspection.Unavailable} for one that was
   *     not answered while others were
   */
  List<Introspection> ask(List<PresentedToken> credentials);
}
