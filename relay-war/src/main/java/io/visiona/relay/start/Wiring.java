package io.visiona.relay.start;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.relay.config.TunnelConfig;
import io.visiona.relay.http.Answers;
import io.visiona.relay.link.Links;
import io.visiona.relay.sessions.Drain;
import io.visiona.relay.sessions.Figures;
import io.visiona.relay.sessions.Heartbeat;
import io.visiona.relay.sessions.InMemorySessionStore;
import io.visiona.relay.sessions.OutputGuard;
import io.visiona.relay.sessions.Tunnels;
import io.visiona.relay.tunnel.ApiTokenAuthority;
import io.visiona.relay.tunnel.Gate;
import io.visiona.relay.tunnel.Introspector;
import io.visiona.shared.config.InternalConfig;
import io.visiona.shared.identity.ServiceTokens;
import io.visiona.shared.lifecycle.ServerStop;
import io.visiona.yamux.flow.WindowBudget;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.Config;

/** Hands out the relay's own objects, which know nothing of the container. */
@ApplicationScoped
public class Wiring {
  private final Clock clock = Clock.systemUTC();

  @Produces
  @Singleton
  RelaySettings settings(Config config) {
    return RelaySettings.from(config);
  }

  @Produces
  @Singleton
  InternalConfig internalConfig(RelaySettings settings) {
    return settings.internal();
  }

  @Produces
  @Singleton
  TunnelConfig tunnelConfig(RelaySettings settings) {
    return settings.tunnel();
  }

  @Produces
  @Singleton
  ServiceTokens serviceTokens(InternalConfig config) {
    return new ServiceTokens(config.secret(), clock);
  }

  @Produces
  @Singleton
  Answers answers() {
    return new Answers(clock);
  }

  @Produces
  @Singleton
  InMemorySessionStore store() {
    return new InMemorySessionStore();
  }

  @Produces
  @Singleton
  Figures figures() {
    return new Figures();
  }

  @Produces
  @Singleton
  Heartbeat heartbeat() {
    return new Heartbeat();
  }

  @Produces
  @Singleton
  WindowBudget windowBudget() {
    return new WindowBudget(Runtime.getRuntime().maxMemory() / 8);
  }

  @Produces
  @Singleton
  Tunnels tunnels(
      InMemorySessionStore store,
      Heartbeat heartbeat,
      TunnelConfig config,
      WindowBudget budget,
      ExecutorService executor,
      Figures figures) {
    return new Tunnels(store, heartbeat, config, budget, clock, executor, figures);
  }

  @Produces
  @Singleton
  Links links(
      InMemorySessionStore store,
      Figures figures,
      Heartbeat heartbeat,
      TunnelConfig config,
      WindowBudget budget,
      ExecutorService executor) {
    return new Links(store, figures, heartbeat, config, budget, executor);
  }

  @Produces
  @Singleton
  Drain drain(InMemorySessionStore store, Links links, TunnelConfig config) {
    return new Drain(store, links::live, config.drainTimeout());
  }

  @Produces
  @Singleton
  OutputGuard outputGuard(InMemorySessionStore store, TunnelConfig config) {
    return new OutputGuard(store, config.maxOutput());
  }

  @Produces
  @Singleton
  ServerStop serverStop(Drain drain, ExecutorService executor) {
    return new ServerStop("tunnelEndpoint", executor, drain::finish);
  }

  @Produces
  @Singleton
  Pulse pulse(Heartbeat heartbeat, OutputGuard guard, ServerStop stop) {
    return new Pulse(heartbeat, guard, stop);
  }

  @Produces
  @Singleton
  Introspector introspector(ApiTokenAuthority authority, ExecutorService executor) {
    return new Introspector(authority, executor, Ticker.systemTicker());
  }

  @Produces
  @Singleton
  Gate gate(Introspector introspector, InMemorySessionStore store, Tunnels tunnels, Drain drain, Figures figures) {
    return new Gate(introspector, store, tunnels, drain::isDraining, figures);
  }
}
