package io.visiona.shared.directory;

/** The answer to the question where an agent is. Absence and an outage are never confused. */
public sealed interface Lookup {

  /** It is there, and the relay lives. */
  record At(Place place, RelayInfo relay) implements Lookup {}

  /** No relay has a tunnel of it. */
  record Nowhere() implements Lookup {}

  /** That cannot be told now. */
  record Unknown() implements Lookup {}
}
