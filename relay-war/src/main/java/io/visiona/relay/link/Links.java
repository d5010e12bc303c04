package io.visiona.relay.link;

import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.relay.sessions.SessionTicker;
import io.visiona.relay.transport.Connection;
import io.visiona.relay.transport.Transport;
import io.visiona.yamux.session.Channel;
import io.visiona.yamux.session.ChannelHandler;
import io.visiona.yamux.session.Role;
import io.visiona.yamux.session.Session;
import io.visiona.yamux.session.SessionHandler;
import io.visiona.yamux.session.YamuxException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The standing links of the API servers, each a session whose streams are routed to agents.
 * Thread-safe.
 */
public final class Links {
  private static final Logger LOG = System.getLogger(Links.class.getName());

  private final Set<Session> links = ConcurrentHashMap.newKeySet();
  private final LinkOutput output;
  private final Switch routes;
  private final SessionTicker heartbeat;
  private final TunnelConfig config;
  private final Executor executor;

  /**
   * No links yet.
   *
   * @param mostOutput bytes that may wait for all API servers together; may change
   */
  public Links(
      InMemorySessionStore store,
      RelayStats stats,
      SessionTicker heartbeat,
      OwnerUsages owners,
      TunnelConfig config,
      LongSupplier mostOutput,
      Executor executor) {
    this.output = new LinkOutput(links, mostOutput);
    this.routes = new Switch(store, stats, owners, output);
    this.heartbeat = heartbeat;
    this.config = config;
    this.executor = executor;
  }

  /** A link over {@code transport}, which then starts the connection. */
  public Connection open(String remoteAddress, Transport transport) {
    Connection connection = new Connection(transport, executor);
    Handler handler = new Handler(connection, remoteAddress);
    Session session = new Session(Role.SERVER, config.linkSession(), handler);
    handler.session = session;
    connection.attach(session);
    links.add(session);
    heartbeat.add(connection);
    LOG.log(Level.INFO, "Link of an API server at {0} opened", remoteAddress);
    return connection;
  }

  /** The links as they are now. */
  public List<Session> live() {
    return List.copyOf(links);
  }

  /** Bytes that wait for all API servers. */
  public long waitingBytes() {
    return output.waiting();
  }

  /** Streams that were reset since the start because too much waited for API servers. */
  public long streamsReset() {
    return output.streamsReset();
  }

  private final class Handler implements SessionHandler {
    private final Connection connection;
    private final String remoteAddress;
    private @Nullable Session session;

    Handler(Connection connection, String remoteAddress) {
      this.connection = connection;
      this.remoteAddress = remoteAddress;
    }

    @Override
    public ChannelHandler opened(Channel channel) {
      return new SwitchedStream(routes, channel);
    }

    @Override
    public void outputReady() {
      connection.outputReady();
    }

    @Override
    public void goAwayReceived(int code) {
      LOG.log(
          Level.INFO, "The API server at {0} takes its link away (code {1})", remoteAddress, code);
    }

    @Override
    public void ended(YamuxException reason) {
      Session of = session;
      if (of != null) {
        links.remove(of);
      }
      connection.sessionEnded();
      LOG.log(
          Level.INFO,
          "Link of the API server at {0} ended: {1}: {2}",
          remoteAddress,
          reason.code(),
          reason.getMessage());
    }
  }
}
