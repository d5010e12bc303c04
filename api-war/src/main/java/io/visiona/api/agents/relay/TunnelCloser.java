package io.visiona.api.agents.relay;

import io.visiona.shared.sessions.SessionStoreException;
import java.util.Set;

/** Ends tunnels whose credential is not accepted any more. Thread-safe; callers block. */
public interface TunnelCloser {

  /**
   * Has relays let in nobody with an older credential from now on, as far as the directory reaches
   * them.
   *
   * @param leastVersion of the credentials that are accepted; 0 for not known
   * @return the relays that have to be told to close the tunnel, by id; all of them while it cannot
   *     be told which
   */
  Set<String> revoke(String agent, int leastVersion) throws SessionStoreException;

  /**
   * Has one relay close the tunnel, if it has it, and waits until it has. A relay that is gone has
   * no tunnels: when it comes back it has to claim them, and is refused.
   */
  void close(String relay, String agent, int leastVersion) throws SessionStoreException;
}
