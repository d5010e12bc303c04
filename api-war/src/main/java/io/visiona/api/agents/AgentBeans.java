package io.visiona.api.agents;

import com.github.benmanes.caffeine.cache.Ticker;
import io.visiona.shared.persistence.SecretHashes;
import io.visiona.shared.persistence.Transactions;
import io.visiona.shared.sessions.SessionHandle;
import io.visiona.shared.sessions.SessionStore;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Hands out what this package does. */
@Dependent
public class AgentBeans {

  @Produces
  @Singleton
  Agents agents(Transactions transactions, SecretHashes hashes) {
    return new Agents(transactions, hashes, new RandomSecrets(), Clock.systemUTC());
  }

  @Produces
  @Singleton
  StoredAgentDirectory directory(Transactions transactions) {
    return new StoredAgentDirectory(transactions, Ticker.systemTicker());
  }

  @Produces
  @Singleton
  Introspection introspection(Transactions transactions, SecretHashes hashes) {
    return new Introspection(transactions, hashes, Clock.systemUTC());
  }

  @Produces
  @Singleton
  Tunnels tunnels(SessionStore<? extends SessionHandle> store, Transactions transactions) {
    return new Tunnels(store, transactions);
  }
}
