package io.visiona.api.start;

import io.visiona.api.agents.Tunnels;
import io.visiona.shared.persistence.Transactions;
import io.visiona.shared.sessions.SessionHandle;
import io.visiona.shared.sessions.SessionStore;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Hands out what asks the relay. */
@Dependent
public class RelayBeans {

  @Produces
  @Singleton
  Tunnels tunnels(Instance<SessionStore<? extends SessionHandle>> store, Transactions transactions) {
    return new Tunnels(store.isResolvable() ? store.get() : new NoRelay(), transactions);
  }
}
