package io.visiona.api.agents.relay;

import io.visiona.yamux.session.SessionStats;

/**
 * A link at one moment, or several together, for health and metrics. Totals are of all connections
 * since the start; bytes include frame headers.
 *
 * @param up whether streams can be opened
 * @param connections made since the start
 * @param streamsOpen streams that exist now: requests that are being forwarded
 * @param streamsTotal streams opened
 * @param bytesIn received from the relay
 * @param bytesOut sent to the relay
 */
public record LinkStats(
    boolean up, long connections, int streamsOpen, long streamsTotal, long bytesIn, long bytesOut) {

  /** Nothing yet. */
  static LinkStats none() {
    return new LinkStats(false, 0, 0, 0, 0, 0);
  }

  /** As this, after a connection began. */
  LinkStats connected() {
    return new LinkStats(up, connections + 1, streamsOpen, streamsTotal, bytesIn, bytesOut);
  }

  /** As this, with a connection's figures added: its last ones once it has ended. */
  LinkStats plus(SessionStats of) {
    return new LinkStats(
        up,
        connections,
        streamsOpen,
        streamsTotal + of.streamsTotal(),
        bytesIn + of.bytesIn(),
        bytesOut + of.bytesOut());
  }

  /** As this, seen while a connection lives. */
  LinkStats during(boolean canOpen, SessionStats of) {
    LinkStats sum = plus(of);
    return new LinkStats(
        canOpen, connections, of.streamsOpen(), sum.streamsTotal, sum.bytesIn, sum.bytesOut);
  }

  /** This and another link together. */
  LinkStats and(LinkStats other) {
    return new LinkStats(
        up || other.up,
        connections + other.connections,
        streamsOpen + other.streamsOpen,
        streamsTotal + other.streamsTotal,
        bytesIn + other.bytesIn,
        bytesOut + other.bytesOut);
  }
}
