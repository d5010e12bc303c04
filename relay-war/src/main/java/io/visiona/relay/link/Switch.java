package io.visiona.relay.link;

import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.relay.sessions.Tunnel;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.YamuxException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/** What all routes share: the tunnels, the figures and the rule of how bytes pass. Thread-safe. */
final class Switch {
  private static final Logger LOG = System.getLogger(Switch.class.getName());

  private final InMemorySessionStore store;
  private final RelayStats stats;
  private final OwnerUsages owners;
  private final LinkOutput output;

  Switch(InMemorySessionStore store, RelayStats stats, OwnerUsages owners, LinkOutput output) {
    this.store = store;
    this.stats = stats;
    this.owners = owners;
    this.output = output;
  }

  Tunnel find(String sessionId) throws YamuxException {
    Tunnel tunnel = store.find(sessionId);
    if (tunnel == null) {
      throw new YamuxException(YamuxException.Code.SESSION_CLOSED, "no live tunnel");
    }
    return tunnel;
  }

  /** The share of a new stream to that tunnel in what its owner may have. */
  OwnerShare share(Tunnel tunnel) throws YamuxException {
    return owners.begin(tunnel.owner());
  }

  /** Sends everything; false when it could not, and the stream must end. */
  boolean pass(ByteBuffer payload, Channel to) {
    while (payload.hasRemaining()) {
      if (to.send(payload) == 0) {
        return !to.isOpen();
      }
    }
    return true;
  }

  /** As {@link #pass}, to a link: what waits on all of them is bounded. */
  boolean passToLink(ByteBuffer payload, Channel api) {
    int before = payload.remaining();
    boolean passed = pass(payload, api);
    output.passed(before - payload.remaining());
    return passed;
  }

  void openFailed(Exception reason) {
    stats.openFailed();
    LOG.log(Level.DEBUG, "A stream of a link was refused: {0}", reason.getMessage());
  }
}
