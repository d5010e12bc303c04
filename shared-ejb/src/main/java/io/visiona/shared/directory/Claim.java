package io.visiona.shared.directory;

import java.util.Optional;

/** The answer to a claim. */
public sealed interface Claim {

  /**
   * The agent's tunnel is here.
   *
   * @param generation that the tunnel has from now on
   * @param before where it was, as far as that is known
   */
  record Won(long generation, Optional<TunnelLocation> before) implements Claim {}

  /** There is a newer one; this one is to be closed. */
  record Newer(long generation) implements Claim {}

  /** The credential is not accepted any more; the tunnel is to be closed. */
  record Revoked() implements Claim {}

  /** The directory could not be asked; nothing follows for the tunnel. */
  record Unknown() implements Claim {}
}
