package io.visiona.relay.link;

import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.relay.sessions.Tunnel;
import io.visiona.shared.sessions.StreamRefusal;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
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

  Tunnel find(String sessionId) throws RefusedException {
    Tunnel tunnel = store.find(sessionId);
    if (tunnel == null) {
      throw new RefusedException(StreamRefusal.NO_TUNNEL, "no live tunnel");
    }
    return tunnel;
  }

  /** The share of a new stream to that tunnel in what its owner may have. */
  OwnerShare share(Tunnel tunnel) throws RefusedException {
    try {
      return owners.begin(tunnel.owner());
    } catch (YamuxException full) {
      throw new RefusedException(StreamRefusal.NO_ROOM, String.valueOf(full.getMessage()));
    }
  }

  /** A stream on that tunnel. */
  Channel open(Tunnel tunnel, ChannelHandler handler, ByteBuffer first) throws RefusedException {
    try {
      return tunnel.open(handler, first);
    } catch (YamuxException failed) {
      throw new RefusedException(why(tunnel, failed), String.valueOf(failed.getMessage()));
    }
  }

  private static StreamRefusal why(Tunnel tunnel, YamuxException failed) {
    return switch (failed.code()) {
      case STREAM_LIMIT -> StreamRefusal.NO_ROOM;
      case PENDING_OPEN_LIMIT -> StreamRefusal.UNACKNOWLEDGED;
      // Either side may have said so; the agent that did takes no more for reasons of its own.
      case GOING_AWAY ->
          tunnel.session().isPeerDraining() ? StreamRefusal.AGENT : StreamRefusal.DRAINING;
      case SESSION_CLOSED,
          SESSION_LOST,
          IDLE_TIMEOUT,
          WRITE_TIMEOUT,
          PROTOCOL_ERROR,
          PEER_ERROR,
          OUTPUT_OVERFLOW ->
          StreamRefusal.NO_TUNNEL;
      case STREAM_RESET, STREAM_REFUSED, STREAM_CLOSED, OPEN_TIMEOUT, READ_TIMEOUT ->
          StreamRefusal.UNKNOWN;
    };
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
