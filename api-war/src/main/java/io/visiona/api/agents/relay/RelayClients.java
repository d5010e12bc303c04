package io.visiona.api.agents.relay;

import io.visiona.shared.directory.RelayInfo;

/** Gives the client of a relay's internal API. Thread-safe. */
@FunctionalInterface
public interface RelayClients {

  /** The client of one relay. */
  RelayClient of(RelayInfo relay);
}
