package io.visiona.api.agents;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.api.agents.relay.TunnelCloser;
import io.visiona.shared.config.Configuration;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.Transactions;
import io.visiona.shared.sessions.SessionHandle;
import io.visiona.shared.sessions.SessionStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/** Hands out what this package does. */
@ApplicationScoped
public class AgentProducers {

  @Produces
  @Singleton
  Agents agents(Transactions transactions, SecretHashes hashes, AgentsConfig config) {
    return new Agents(transactions, hashes, new RandomSecrets(), Clock.systemUTC(), config.quota());
  }

  @Produces
  @Singleton
  StoredAgentDirectory directory(
      Transactions transactions, AgentsConfig config, ExecutorService executor) {
    return new StoredAgentDirectory(
        transactions, config.ownerGrace(), Ticker.systemTicker(), executor);
  }

  @Produces
  @Singleton
  SeenAgents seen(Agents agents) {
    return new SeenAgents(agents, Clock.systemUTC());
  }

  void close(@Disposes SeenAgents seen) {
    seen.close();
  }

  @Produces
  @Singleton
  TokenIntrospector introspection(Transactions transactions, SecretHashes hashes, SeenAgents seen) {
    return new TokenIntrospector(transactions, hashes, seen);
  }

  @Produces
  @Singleton
  LiveTunnels tunnels(SessionStore<? extends SessionHandle> store) {
    return new LiveTunnels(store);
  }

  @Produces
  @Singleton
  TunnelClosures closures(
      TunnelCloser closer, Transactions transactions, ExecutorService executor) {
    return new TunnelClosures(closer, transactions, executor);
  }

  @Produces
  @Singleton
  LastSeen lastSeen(LiveTunnels tunnels, Agents agents) {
    return new LastSeen(tunnels, agents, Clock.systemUTC());
  }

  void close(@Disposes LastSeen lastSeen) {
    lastSeen.close();
  }

  /** After the schema is there. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_AFTER)
          Object started,
      Agents agents,
      LastSeen lastSeen,
      SeenAgents seen,
      ExecutorService executor) {
    int named = Agents.MOST_IDS;
    while (named == Agents.MOST_IDS) {
      named = agents.namePages();
    }
    lastSeen.start(executor);
    seen.start(executor);
  }

  @Produces
  @Singleton
  AgentsConfig agents(Configuration all) {
    return all.of(AgentsConfig.class);
  }
}
