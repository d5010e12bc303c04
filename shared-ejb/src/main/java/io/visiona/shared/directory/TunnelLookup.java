package io.visiona.shared.directory;

import java.util.List;
import java.util.stream.Stream;

/** The answer to the question where an agent is. Absence and an outage are never confused. */
public sealed interface TunnelLookup {

  /**
   * It is there, and the relay lives.
   *
   * @param others where it is as well, at other relays that live
   */
  record At(TunnelLocation place, RelayInfo relay, List<At> others) implements TunnelLookup {

    /** It is there and nowhere else. */
    public At(TunnelLocation place, RelayInfo relay) {
      this(place, relay, List.of());
    }

    /** All places, each as if it were the only one. */
    public List<At> all() {
      return others.isEmpty()
          ? List.of(this)
          : Stream.concat(Stream.of(new At(place, relay)), others.stream()).toList();
    }
  }

  /** No relay has a tunnel of it. */
  record Nowhere() implements TunnelLookup {}

  /** That cannot be told now. */
  record Unknown() implements TunnelLookup {}
}
