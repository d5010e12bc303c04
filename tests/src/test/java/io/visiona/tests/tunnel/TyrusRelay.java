package io.visiona.tests.tunnel;

import io.visiona.relay.config.OwnerLimits;
import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.config.TunnelLogging;
import io.visiona.relay.config.WebSocketServer;
import io.visiona.relay.log.TunnelLog;
import io.visiona.relay.sessions.AgentIdentity;
import io.visiona.relay.sessions.Contests;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.relay.sessions.SessionTicker;
import io.visiona.relay.sessions.Tunnel;
import io.visiona.relay.sessions.TunnelAdmission;
import io.visiona.relay.sessions.TunnelPeer;
import io.visiona.relay.sessions.Tunnels;
import io.visiona.relay.tunnel.TunnelEndpoint;
import io.visiona.shared.container.ConnectionCloser;
import io.visiona.yamux.blocking.WindowBudget;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.tyrus.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * The relay's endpoint of agents, unchanged, on Tyrus with Grizzly: the same classes as in {@code
 * relay.war}, without its container. Everybody is let in, as the agent {@link #AGENT}.
 */
final class TyrusRelay implements AutoCloseable {
  static final String AGENT = "0f6b5f0e-3d0c-4c4e-9b6e-000000000001";

  private static final int MIB = 1 << 20;

  /** Tyrus makes the application's class itself. */
  private static final AtomicReference<@Nullable TyrusRelay> CURRENT = new AtomicReference<>();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final InMemorySessionStore store = new InMemorySessionStore();
  private final Tunnels tunnels;
  private final Server server;
  private final int port;

  TyrusRelay() throws DeploymentException {
    tunnels =
        new Tunnels(
            store,
            new SessionTicker(),
            TyrusRelay::config,
            new WindowBudget(1 << 30),
            Clock.systemUTC(),
            threads,
            new RelayStats(),
            new Contests(System::nanoTime),
            new TunnelLog(() -> TunnelLogging.EACH, store::size));
    port = io.visiona.launch.Ports.free().tunnel();
    if (!CURRENT.compareAndSet(null, this)) {
      throw new IllegalStateException("one at a time");
    }
    server = new Server("127.0.0.1", port, "/", Map.of(), Application.class);
    server.start();
  }

  private static TunnelConfig config() {
    return new TunnelConfig(
        3800,
        3801,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        2_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ZERO,
        Duration.ofSeconds(1),
        false,
        100,
        200,
        64L * MIB,
        64L * MIB,
        WebSocketServer.JAKARTA,
        false,
        TunnelLogging.EACH,
        OwnerLimits.NONE);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The agent's tunnel, null when it has none. */
  @Nullable Tunnel tunnel() {
    return store.find(AGENT);
  }

  private TunnelEndpoint endpoint() {
    return new TunnelEndpoint(
        ConnectionCloser.standard(),
        transport ->
            tunnels.open(
                new TunnelAdmission(
                    new AgentIdentity(AGENT, "alice", "box", 1),
                    0,
                    tunnels.nextGeneration(),
                    System.nanoTime()),
                TunnelPeer.of("127.0.0.1", "websocket", "test/1", false),
                transport));
  }

  @Override
  public void close() {
    store.closeAll();
    server.stop();
    threads.shutdownNow();
    CURRENT.set(null);
  }

  /** What Tyrus is told to serve. */
  public static final class Application implements ServerApplicationConfig {
    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> scanned) {
      return Set.of(
          ServerEndpointConfig.Builder.create(TunnelEndpoint.class, "/tunnel/connect")
              .configurator(new EachItsOwn())
              .build());
    }

    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> scanned) {
      return Set.of();
    }
  }

  private static final class EachItsOwn extends ServerEndpointConfig.Configurator {
    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      TyrusRelay current = CURRENT.get();
      if (current == null) {
        throw new IllegalStateException("no relay");
      }
      return type.cast(current.endpoint());
    }
  }
}
