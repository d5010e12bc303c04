package io.visiona.shared.directory;

/** The answer to the question where an agent is. Absence and an outage are never confused. */
public sealed interface TunnelLookup {

  /** It is there, and the relay lives. */
  record At(TunnelLocation place, RelayInfo relay) implements TunnelLookup {}

  /** No relay has a tunnel of it. */
  record Nowhere() implements TunnelLookup {}

  /** That cannot be told now. */
  record Unknown() implements TunnelLookup {}
}
