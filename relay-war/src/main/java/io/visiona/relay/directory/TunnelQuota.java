package io.visiona.relay.directory;

import io.visiona.relay.sessions.Tunnel;
import io.visiona.relay.sessions.TunnelAdmission;
import io.visiona.shared.directory.OwnedTunnel;
import io.visiona.shared.directory.OwnerPlaces;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * How many tunnels the agents of one person may have at all relays together. Asked at the
 * handshake, where there is an answer to give, and again at the first claim, for those that came
 * while the directory was away: who is not known to be over it is let in. Thread-safe.
 */
public final class TunnelQuota {
  private final OwnerPlaces places;
  private final String relay;
  private final IntSupplier most;
  private final LongAdder refused = new LongAdder();

  /**
   * Nobody is counted yet.
   *
   * @param relay the id of this one
   * @param most tunnels of one person, 0 for no bound; may change
   */
  public TunnelQuota(OwnerPlaces places, String relay, IntSupplier most) {
    this.places = places;
    this.relay = relay;
    this.most = most;
  }

  /** Whether there is a bound. */
  boolean isOn() {
    return most.getAsInt() > 0;
  }

  /** Takes a place for who is about to connect; false when their owner has none left. */
  public CompletableFuture<Boolean> admits(TunnelAdmission admission) {
    return isOn()
        ? take(
            new OwnedTunnel(
                admission.agent().owner(),
                admission.agent().agentId(),
                admission.slot(),
                holder(admission.generation())))
        : CompletableFuture.completedFuture(true);
  }

  /** The same for a tunnel that is here already. */
  CompletableFuture<Boolean> admits(Tunnel tunnel) {
    return isOn() ? take(owned(tunnel)) : CompletableFuture.completedFuture(true);
  }

  private CompletableFuture<Boolean> take(OwnedTunnel tunnel) {
    return places
        .take(tunnel, most.getAsInt())
        .exceptionally(_ -> true)
        .thenApply(taken -> {
          if (!taken) {
            refused.increment();
          }
          return taken;
        })
        .toCompletableFuture();
  }

  /** These serve. To be called for each of them once a minute. */
  void keep(List<Tunnel> tunnels) {
    if (isOn() && !tunnels.isEmpty()) {
      CompletionStage<?> _ = places.keep(tunnels.stream().map(this::owned).toList());
    }
  }

  /** It serves no more. */
  void ended(Tunnel tunnel) {
    if (isOn()) {
      CompletionStage<?> _ = places.free(owned(tunnel));
    }
  }

  private OwnedTunnel owned(Tunnel tunnel) {
    return new OwnedTunnel(
        tunnel.owner(), tunnel.sessionId(), tunnel.slot(), holder(tunnel.generation()));
  }

  /** Generations of a relay go on rising over a restart. */
  private String holder(long generation) {
    return relay + "/" + generation;
  }

  /** Connections that were not let in, and tunnels that were ended, since the start. */
  public long refused() {
    return refused.sum();
  }
}
