package io.visiona.bench.yamux;

import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.SessionHandler;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;

/** A client and a server that exchange what waits, batch by batch, on the caller's thread. */
final class InMemoryPair {
  private final ByteBuffer wire = ByteBuffer.allocate(128 * 1024);
  private final Session client = session(Role.CLIENT);
  private final Session server = session(Role.SERVER);

  private static Session session(Role role) {
    return new Session(role, SessionConfig.defaults(), new Owner());
  }

  /** A stream whose receiver returns the credit of what it got at once, at half a window. */
  Channel open() throws YamuxException {
    Channel channel = client.open(channelHere -> new Sink(channelHere), ByteBuffer.allocate(0));
    exchange();
    return channel;
  }

  /** Carries everything that waits, both ways. */
  void exchange() {
    carry(client, server);
    carry(server, client);
  }

  private void carry(Session from, Session to) {
    while (from.transmit(wire.clear()) > 0) {
      from.transmitProgress();
      to.receive(wire.flip());
    }
  }

  private static final class Owner implements SessionHandler {
    @Override
    public ChannelHandler opened(Channel channel) {
      channel.acknowledge();
      return new Sink(channel);
    }

    @Override
    public void outputReady() {}

    @Override
    public void goAwayReceived(int code) {}

    @Override
    public void ended(YamuxException reason) {
      throw new IllegalStateException(reason);
    }
  }

  private static final class Sink implements ChannelHandler {
    private final Channel channel;
    private int owed;

    Sink(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void data(ByteBuffer payload) {
      owed += payload.remaining();
      if (owed >= SessionConfig.INITIAL_WINDOW / 2) {
        channel.grant(owed);
        owed = 0;
      }
    }

    @Override
    public void acknowledged() {}

    @Override
    public void credited(int delta) {}

    @Override
    public void finished() {}

    @Override
    public void reset() {}

    @Override
    public void sessionEnded(YamuxException reason) {}
  }
}
