package io.visiona.api.events;

import io.visiona.api.agents.Agents;
import io.visiona.api.agents.LiveTunnels;
import io.visiona.api.agents.pairing.PairingCodes;
import io.visiona.api.identity.sessions.UserSessionStore;
import io.visiona.api.models.ModelLibrary;
import io.visiona.api.models.conversions.RecentConversions;
import io.visiona.shared.persistence.Transactions;
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

/** Makes what tells people of their own things. */
@ApplicationScoped
public class EventProducers {

  @Produces
  @Singleton
  EventHub hub(
      Agents agents,
      LiveTunnels tunnels,
      ModelLibrary models,
      PairingCodes codes,
      UserSessionStore sessions,
      Transactions transactions) {
    Clock clock = Clock.systemUTC();
    return new EventHub(
        new StoredSnapshots(
            agents, tunnels, models, new RecentConversions(transactions), codes, sessions, clock),
        clock);
  }

  void close(@Disposes EventHub hub) {
    hub.close();
  }

  /** After the schema is there. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.LIBRARY_AFTER)
          Object started,
      EventHub hub,
      ExecutorService executor) {
    hub.start(executor);
  }
}
