package io.visiona.api.agents.relay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.container.Container;
import io.visiona.shared.directory.DirectoryConfig;
import io.visiona.shared.directory.DirectoryMetrics;
import io.visiona.shared.directory.LocalDirectory;
import io.visiona.shared.directory.RedisDirectory;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.identity.ServiceCallers;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.shared.tls.TlsConfig;
import io.visiona.yamux.blocking.WindowBudget;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Makes what reaches the relay, one of each to an application, and starts the link with it. */
@ApplicationScoped
public class RelayLinkProducers {
  /** Bytes by which all receive windows of this process may have grown at once. */
  private static final long WINDOWS = 256L << 20;

  private static final Duration CLIENT_KEPT = Duration.ofMinutes(10);

  @Produces
  @Singleton
  ServiceTokens tokens(InternalConfig internal) {
    return new ServiceTokens(internal.secret(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  ServiceCallers serviceCallers(Container container, InternalConfig internal) {
    return ServiceCallers.of(container, internal.secret(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  TunnelDirectory directory(
      DirectoryConfig config, InternalConfig internal, MetricRegistry registry) {
    return switch (config.kind()) {
      case LOCAL -> LocalDirectory.ofApi(internal.relayUrl());
      case REDIS -> RedisDirectory.ofApi(config, new DirectoryMetrics(registry));
    };
  }

  void close(@Disposes TunnelDirectory directory) {
    directory.close();
  }

  @Produces
  @Singleton
  RelayLinks links(
      DirectoryConfig directory,
      LinkConfig config,
      TlsConfig tls,
      ServiceTokens tokens,
      ExecutorService executor,
      ThreadFactory loops) {
    boolean one = directory.kind() == DirectoryConfig.Kind.LOCAL;
    WindowBudget budget = new WindowBudget(WINDOWS);
    return new RelayLinks(
        relay ->
            new RelayLink(
                one ? "the relay" : "relay " + relay.id(),
                new UpgradeLinkDialer(
                    relay.url(),
                    one ? ServiceTokens.RELAY : ServiceTokens.relay(relay.id()),
                    tokens,
                    config,
                    tls,
                    budget,
                    executor,
                    loops),
                config),
        executor);
  }

  void close(@Disposes RelayLinks links) {
    links.close();
  }

  @Produces
  @Singleton
  AgentLocations locations(
      TunnelDirectory directory, RelayClients clients, ExecutorService executor) {
    return new AgentLocations(directory, clients, executor);
  }

  @Produces
  @Singleton
  RelayClients clients(DirectoryConfig directory, ServiceTokens tokens, RelayCalls only) {
    if (directory.kind() == DirectoryConfig.Kind.LOCAL) {
      return relay -> only;
    }
    Cache<URI, RelayClient> clients =
        Caffeine.newBuilder().expireAfterAccess(CLIENT_KEPT).executor(Runnable::run).build();
    return relay -> clients.get(relay.url(), _ -> new ClusterRelayClient(relay, tokens));
  }

  @Produces
  @Singleton
  RelayOverview relays(TunnelDirectory directory, RelayClients clients) {
    return new RelayOverview(directory, clients, Ticker.systemTicker());
  }

  @Produces
  @Singleton
  RelaySessionStore store(
      TunnelDirectory directory,
      AgentLocations locations,
      RelayClients clients,
      RelayLinks links,
      ExecutorService executor) {
    return new RelaySessionStore(directory, locations, clients, links, executor);
  }

  @Produces
  @Singleton
  TunnelCloser closer(TunnelDirectory directory, AgentLocations locations, RelayClients clients) {
    return new RelayTunnelCloser(directory, locations, clients);
  }

  @Produces
  @Singleton
  RelayTable table(TunnelDirectory directory, RelayLinks links) {
    return new RelayTable(directory, links);
  }

  void close(@Disposes RelayTable table) {
    table.close();
  }

  /** Links are there before the first request. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) Object started,
      TunnelDirectory directory,
      RelayLinks links,
      RelayTable table,
      ExecutorService executor) {
    if (directory.isLocal()) {
      directory.relays().values().forEach(links::to);
    } else {
      table.start(executor);
    }
  }

  @Produces
  @Singleton
  LinkConfig link(Configuration all) {
    return all.of(LinkConfig.class);
  }

  @Produces
  @Singleton
  DirectoryConfig directory(Configuration all) {
    return all.of(DirectoryConfig.class);
  }
}
