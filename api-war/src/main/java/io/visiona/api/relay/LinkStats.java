package io.visiona.api.relay;

import io.visiona.yamux.session.SessionStats;
import org.jspecify.annotations.Nullable;

/**
 * The link at one moment, for health and metrics. Totals are of all connections since the start; bytes include frame headers.
 *
 * @param up whether streams can be opened
 * @param connections made since the start
 * @param streamsTotal streams opened
 * @param bytesIn received from the relay
 * @param bytesOut sent to the relay
 * @param session figures of the present connection, null when there is none
 */
public record LinkStats(
    boolean up, long connections, long streamsTotal, long bytesIn, long bytesOut, @Nullable SessionStats session) {

  /** Streams that exist now: requests that are being forwarded. */
  public int streamsOpen() {
    return session == null ? 0 : session.streamsOpen();
  }

  /** Nothing yet. */
  static LinkStats none() {
    return new LinkStats(false, 0, 0, 0, 0, null);
  }

  /** As this, after a connection began. */
  LinkStats connected() {
    return new LinkStats(up, connections + 1, streamsTotal, bytesIn, bytesOut, session);
  }

  /** As this, with a connection's figures added: its last ones once it has ended. */
  LinkStats plus(SessionStats of) {
    return new LinkStats(
        up, connections, streamsTotal + of.streamsTotal(), bytesIn + of.bytesIn(), bytesOut + of.bytesOut(), session);
  }

  /** As this, seen while a connection lives. */
  LinkStats during(boolean canOpen, SessionStats of) {
    LinkStats sum = plus(of);
    return new LinkStats(canOpen, connections, sum.streamsTotal, sum.bytesIn, sum.bytesOut, of);
  }
}
