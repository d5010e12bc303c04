package io.visiona.shared.directory;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Which relay has an agent's tunnel, or which two have its two. Relays claim tunnels; API servers
 * look them up. The newest claim of an agent wins, whichever relay makes it; its generation is
 * given out here and never by a relay's clock. Nothing blocks, and no stage takes longer than a
 * second; those that say nothing else complete exceptionally when the directory cannot be asked.
 * Thread-safe.
 */
public interface TunnelDirectory extends AutoCloseable {

  /**
   * Renews the lease of this process as a relay, or begins it. To be called every 5 s: a lease that
   * is not renewed ends after 15 s, and with it everything the relay has claimed.
   *
   * @param self without an epoch, which is the directory's
   */
  CompletionStage<Renewal> renew(RelayInfo self);

  /** Ends the lease: the relay has no tunnels any more. */
  CompletionStage<?> leave();

  /** Claims tunnels for this relay; the answers in the order of the claims. */
  CompletionStage<List<Claim>> claim(List<ClaimRequest> tunnels);

  /**
   * Which of the tunnels that this relay holds are no longer its own according to the directory:
   * they have to be claimed again, which tells whether somebody newer has them. Empty when the
   * directory could not be asked.
   */
  CompletionStage<List<ClaimRequest>> lost(List<ClaimRequest> held);

  /** Forgets a tunnel that has ended, unless a newer one is known. */
  CompletionStage<?> release(String agent, int slot, long generation);

  /** How many tunnels each person has. */
  OwnerPlaces owners();

  /** What relays tell each other of credentials. */
  SharedVerdicts verdicts();

  /** Where one agent is. */
  CompletionStage<TunnelLookup> find(String agent);

  /** Where some agents are, by agent. */
  CompletionStage<Map<String, TunnelLookup>> find(Collection<String> agents);

  /**
   * Accepts no credential of the agent below a version any more, and forgets its places. A claim is
   * either before this, and its place in the answer, or after it, and refused.
   *
   * @return where the tunnels were
   */
  CompletionStage<List<TunnelLocation>> revoke(String agent, int leastVersion);

  /** The relays that live, by id, as far as is known; at most about a second old. */
  Map<String, RelayInfo> relays();

  /**
   * Whether an agent that no relay has is known to be nowhere. It is not while relays may still be
   * about to claim what they have: after a loss of data, and for a while after an outage.
   */
  boolean isSettled();

  /** Looks now who the relays are. To be called every second by who asks for {@link #relays}. */
  CompletionStage<?> refresh();

  /** Whether it answered when it was last asked who the relays are. */
  boolean isAnswering();

  /**
   * How long ago each relay renewed its lease, by id, asked now; {@link #relays} is of the same
   * moment. Of one relay for good, which has no lease, nothing.
   */
  CompletionStage<Map<String, Duration>> leaseAges();

  /** The API servers, of which this process may be one. */
  ApiServers apis();

  /** Whether there is one relay for good, which needs no directory. */
  boolean isLocal();

  /** Tells a listener from now on. */
  void listen(DirectoryListener listener);

  @Override
  void close();
}
