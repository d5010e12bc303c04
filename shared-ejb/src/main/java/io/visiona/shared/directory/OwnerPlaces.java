package io.visiona.shared.directory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * How many tunnels the agents of one person have at all relays together. A tunnel has a place, by
 * agent and slot: who comes back has it already, also while the old tunnel is still there. A place
 * that nobody keeps is free after {@link #LIFE}, so a relay that died holds none for longer. Stages
 * complete exceptionally when the directory cannot be asked. Nothing blocks. Thread-safe.
 */
public interface OwnerPlaces {
  /** Relays keep the places of their tunnels within a minute; one minute may be missed. */
  Duration LIFE = Duration.ofMinutes(2);

  /**
   * Takes the place of a tunnel, from an older tunnel of the agent in that slot if there is one.
   *
   * @param most how many its owner may have
   * @return false when they have so many without this one
   */
  CompletionStage<Boolean> take(OwnedTunnel tunnel, int most);

  /**
   * Keeps the places of tunnels that serve, or takes them again after a loss of data, however many
   * there are. One that a newer tunnel has taken stays with that.
   */
  CompletionStage<?> keep(List<OwnedTunnel> tunnels);

  /** Frees the place of a tunnel that has ended, unless a newer one has taken it. */
  CompletionStage<?> free(OwnedTunnel tunnel);
}
