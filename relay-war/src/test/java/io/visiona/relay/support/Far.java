package io.visiona.relay.support;

import io.visiona.relay.transport.Connection;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.SessionConfig;
import io.visiona.yamux.session.SessionHandler;
import io.visiona.yamux.session.YamuxException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The other end of a connection of the relay: a real session, an API server's or an agent's. */
public final class Far implements SessionHandler {
  private final MemoryTransport transport = new MemoryTransport();
  private final Connection connection;
  private final Session session;
  private final List<Channel> channels = new ArrayList<>();
  private final List<Recorder> recorders = new ArrayList<>();
  private boolean acknowledging = true;

  /** Connects to what {@code accept} makes of the transport. */
  public Far(Role role, Function<MemoryTransport, Connection> accept) {
    this(role, SessionConfig.defaults(), accept);
  }

  /** As {@link #Far(Role, Function)}, with other limits. */
  public Far(Role role, SessionConfig config, Function<MemoryTransport, Connection> accept) {
    this.session = new Session(role, config, this);
    this.connection = accept.apply(transport);
    connection.start();
  }

  /** Leaves streams of the relay unacknowledged. */
  public Far silent() {
    acknowledging = false;
    return this;
  }

  @Override
  public ChannelHandler opened(Channel channel) {
    Recorder recorder = new Recorder();
    channels.add(channel);
    recorders.add(recorder);
    if (acknowledging) {
      channel.acknowledge();
    }
    return recorder;
  }

  @Override
  public void outputReady() {
    // The test moves the bytes.
  }

  @Override
  public void goAwayReceived(int code) {
    // Seen in the session.
  }

  @Override
  public void ended(YamuxException reason) {
    // Seen in the session.
  }

  /** Moves bytes both ways; true when there were any. */
  boolean exchange() {
    byte[] fromRelay = transport.taken();
    session.receive(ByteBuffer.wrap(fromRelay));
    ByteBuffer out = ByteBuffer.allocate(64 * 1024);
    int count = session.transmit(out);
    session.transmitProgress();
    if (count > 0) {
      connection.received(out.flip());
    }
    return count > 0 || fromRelay.length > 0;
  }

  /** Moves bytes between the relay and all of them until nothing moves. */
  public static void settle(Far... all) {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Far far : all) {
        moved |= far.exchange();
      }
    }
  }

  /** What the relay gets without a session's consent. */
  public void inject(byte[] bytes) {
    connection.received(ByteBuffer.wrap(bytes));
  }

  /** The connection breaks. */
  public void lose() {
    connection.transportClosed();
  }

  public Session session() {
    return session;
  }

  public MemoryTransport transport() {
    return transport;
  }

  public Connection connection() {
    return connection;
  }

  /** The nth stream the relay opened. */
  public Channel channel(int n) {
    return channels.get(n);
  }

  /** What was heard of the nth stream the relay opened. */
  public Recorder heard(int n) {
    return recorders.get(n);
  }

  /** How many streams the relay opened. */
  public int streams() {
    return channels.size();
  }

  /** The last of them, null when there is none. */
  public @Nullable Recorder last() {
    return recorders.isEmpty() ? null : recorders.getLast();
  }
}
