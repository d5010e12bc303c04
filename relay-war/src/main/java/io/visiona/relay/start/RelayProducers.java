package io.visiona.relay.start;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.directory.DirectoryStats;
import io.visiona.relay.directory.Evening;
import io.visiona.relay.directory.Membership;
import io.visiona.relay.directory.Neighbours;
import io.visiona.relay.directory.TunnelQuota;
import io.visiona.relay.http.JsonResponses;
import io.visiona.relay.link.Links;
import io.visiona.relay.link.OwnerUsages;
import io.visiona.relay.log.TunnelLog;
import io.visiona.relay.sessions.Contests;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.OutputGuard;
import io.visiona.relay.sessions.RelayDrain;
import io.visiona.relay.sessions.RelayStats;
import io.visiona.relay.sessions.SessionTicker;
import io.visiona.relay.sessions.Tunnels;
import io.visiona.relay.tunnel.AdmissionLine;
import io.visiona.relay.tunnel.AdmissionStats;
import io.visiona.relay.tunnel.ApiTokenAuthority;
import io.visiona.relay.tunnel.Gate;
import io.visiona.relay.tunnel.Introspector;
import io.visiona.relay.tunnel.VerdictExchange;
import io.visiona.shared.address.TrustedProxies;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.config.Live;
import io.visiona.shared.config.StorageConfig;
import io.visiona.shared.container.Container;
import io.visiona.shared.container.ContainerConfig;
import io.visiona.shared.container.ServerStop;
import io.visiona.shared.directory.DirectoryConfig;
import io.visiona.shared.directory.DirectoryMetrics;
import io.visiona.shared.directory.LocalDirectory;
import io.visiona.shared.directory.RedisDirectory;
import io.visiona.shared.directory.RelayInfo;
import io.visiona.shared.directory.TunnelDirectory;
import io.visiona.shared.head.HeadFilter;
import io.visiona.shared.identity.ServiceCallers;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.shared.lifecycle.StartRefusal;
import io.visiona.yamux.blocking.WindowBudget;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Hands out the relay's own objects, which know nothing of the container. */
@ApplicationScoped
public class RelayProducers {
  private final Clock clock = Clock.systemUTC();

  private static void features(Configuration.Reading all) {
    all.add(ContainerConfig::from);
    all.add(InternalConfig::from);
    all.add(TunnelConfig::from);
    all.add(DirectoryConfig::ofRelay);
    all.add(StorageConfig::from);
    all.add(TrustedProxies::from);
  }

  @Produces
  @Singleton
  Configuration settings(Config config) {
    return StartRefusal.unlessUsable(
        "relay", config, () -> Configuration.read(config, RelayProducers::features));
  }

  @Produces
  @Singleton
  Container container(Configuration settings) {
    return Container.of(settings.of(ContainerConfig.class));
  }

  @Produces
  @Singleton
  InternalConfig internalConfig(Configuration settings) {
    return settings.of(InternalConfig.class);
  }

  @Produces
  @Singleton
  TunnelConfig tunnelConfig(Configuration settings) {
    return settings.of(TunnelConfig.class);
  }

  @Produces
  @Singleton
  Live<TunnelConfig> liveTunnelConfig(Config config, TunnelConfig atStart) {
    return new Live<>(config, atStart, TunnelConfig::from);
  }

  @Produces
  @Singleton
  TrustedProxies proxies(Configuration settings) {
    return settings.of(TrustedProxies.class);
  }

  @Produces
  @Singleton
  ServiceTokens serviceTokens(InternalConfig config) {
    return new ServiceTokens(config.secret(), clock);
  }

  @Produces
  @Singleton
  ServiceCallers serviceCallers(Container container, InternalConfig config) {
    return ServiceCallers.of(container, config.secret(), clock);
  }

  @Produces
  @Singleton
  JsonResponses answers() {
    return new JsonResponses(clock);
  }

  @Produces
  @Singleton
  HeadFilter.Refusal headRefusal(JsonResponses answers) {
    return answers::error;
  }

  @Produces
  @Singleton
  InMemorySessionStore store() {
    return new InMemorySessionStore();
  }

  @Produces
  @Singleton
  RelayStats stats() {
    return new RelayStats();
  }

  @Produces
  @Singleton
  Contests contests() {
    return new Contests(Ticker.systemTicker());
  }

  @Produces
  @Singleton
  SessionTicker heartbeat() {
    return new SessionTicker();
  }

  @Produces
  @Singleton
  WindowBudget windowBudget() {
    return new WindowBudget(Runtime.getRuntime().maxMemory() / 8);
  }

  @Produces
  @Singleton
  TunnelLog tunnelLog(Live<TunnelConfig> config, InMemorySessionStore store) {
    return new TunnelLog(() -> config.get().log(), store::size);
  }

  @Produces
  @Singleton
  Tunnels tunnels(
      InMemorySessionStore store,
      SessionTicker heartbeat,
      Live<TunnelConfig> config,
      WindowBudget budget,
      ExecutorService executor,
      RelayStats stats,
      Contests contests,
      TunnelLog log) {
    return new Tunnels(store, heartbeat, config, budget, clock, executor, stats, contests, log);
  }

  @Produces
  @Singleton
  DirectoryConfig directoryConfig(Configuration settings) {
    return settings.of(DirectoryConfig.class);
  }

  @Produces
  @Singleton
  TunnelDirectory directory(DirectoryConfig config, MetricRegistry registry) {
    return switch (config.kind()) {
      case LOCAL -> LocalDirectory.ofRelay(config.relayUrl(), clock);
      case REDIS -> RedisDirectory.ofRelay(config, new DirectoryMetrics(registry));
    };
  }

  void close(@Disposes TunnelDirectory directory) {
    directory.close();
  }

  @Produces
  @Singleton
  DirectoryStats directoryFigures() {
    return new DirectoryStats();
  }

  @Produces
  @Singleton
  Membership membership(
      TunnelDirectory directory,
      DirectoryConfig config,
      TunnelConfig tunnel,
      InMemorySessionStore store,
      Introspector introspector,
      RelayDrain drain,
      ExecutorService executor,
      TunnelQuota quota,
      DirectoryStats stats,
      TunnelLog log) {
    RelayInfo self =
        new RelayInfo(
            config.relayId(),
            "",
            config.relayUrl(),
            config.publicUrl(),
            RelayInfo.State.JOINING,
            0,
            tunnel.maxTunnels(),
            "",
            config.region());
    return new Membership(
        directory,
        self,
        store,
        introspector::forget,
        drain::isDraining,
        executor,
        quota,
        stats,
        log);
  }

  @Produces
  @Singleton
  TunnelQuota quota(TunnelDirectory directory, DirectoryConfig config, Live<TunnelConfig> tunnel) {
    return new TunnelQuota(
        directory.owners(), config.relayId(), () -> tunnel.get().perOwner().tunnels());
  }

  @Produces
  @Singleton
  Neighbours neighbours(TunnelDirectory directory, DirectoryConfig config) {
    return new Neighbours(directory, config.relayId());
  }

  @Produces
  @Singleton
  Evening evening(
      TunnelDirectory directory,
      DirectoryConfig config,
      InMemorySessionStore store,
      Live<TunnelConfig> tunnel,
      RelayStats stats) {
    return new Evening(
        directory,
        config.relayId(),
        store,
        () -> tunnel.get().evening(),
        stats,
        Ticker.systemTicker());
  }

  @Produces
  @Singleton
  OwnerUsages owners(Live<TunnelConfig> config, ExecutorService executor) {
    return new OwnerUsages(() -> config.get().perOwner(), executor);
  }

  @Produces
  @Singleton
  Links links(
      InMemorySessionStore store,
      RelayStats stats,
      SessionTicker heartbeat,
      OwnerUsages owners,
      TunnelConfig config,
      Live<TunnelConfig> live,
      ExecutorService executor) {
    return new Links(
        store, stats, heartbeat, owners, config, () -> live.get().maxLinkOutput(), executor);
  }

  @Produces
  @Singleton
  RelayDrain drain(
      InMemorySessionStore store,
      Links links,
      Live<TunnelConfig> config,
      DirectoryConfig directory,
      ExecutorService executor) {
    return new RelayDrain(
        store,
        links::live,
        () -> {
          TunnelConfig now = config.get();
          return new RelayDrain.Times(now.drainNotice(), now.drainTime(), now.drainTimeout());
        },
        executor,
        directory.kind() != DirectoryConfig.Kind.LOCAL);
  }

  @Produces
  @Singleton
  OutputGuard outputGuard(InMemorySessionStore store, Live<TunnelConfig> config) {
    return new OutputGuard(store, () -> config.get().maxOutput());
  }

  @Produces
  @Singleton
  ServerStop serverStop(RelayDrain drain, ExecutorService executor) {
    return new ServerStop("tunnelEndpoint", executor, drain::finish);
  }

  void close(@Disposes ServerStop stop) {
    stop.close();
  }

  @Produces
  @Singleton
  RelayTicker ticker(SessionTicker heartbeat, OutputGuard guard, ServerStop stop) {
    return new RelayTicker(heartbeat, guard, stop);
  }

  @Produces
  @Singleton
  VerdictExchange verdicts(
      TunnelDirectory directory, InternalConfig internal, Live<TunnelConfig> config) {
    return new VerdictExchange(
        directory.verdicts(), internal.secret(), () -> config.get().sharedVerdicts(), clock);
  }

  @Produces
  @Singleton
  Introspector introspector(
      ApiTokenAuthority authority, VerdictExchange exchange, ExecutorService executor) {
    return new Introspector(authority, exchange, executor, Ticker.systemTicker());
  }

  @Produces
  @Singleton
  AdmissionLine admissionLine(Live<TunnelConfig> config) {
    return new AdmissionLine(() -> config.get().connectsPerSecond());
  }

  @Produces
  @Singleton
  AdmissionStats admissionStats() {
    return new AdmissionStats();
  }

  @Produces
  @Singleton
  Gate gate(
      AdmissionLine line,
      Introspector introspector,
      InMemorySessionStore store,
      Tunnels tunnels,
      RelayDrain drain,
      RelayStats stats,
      AdmissionStats admissions,
      Contests contests,
      Neighbours neighbours,
      TunnelQuota quota) {
    return new Gate(
        line,
        introspector,
        store,
        tunnels,
        drain::isDraining,
        stats,
        admissions,
        contests,
        neighbours,
        quota);
  }
}
