package io.visiona.api.identity.signin;

import io.visiona.api.identity.sessions.MemoryUserSessionStore;
import io.visiona.api.identity.sessions.StreamEndingSessionStore;
import io.visiona.api.identity.sessions.UserSessionStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Makes sign-in before anybody asks for it, so that its figures are complete from the start. */
@Dependent
public class AuthStart {

  void start(
      @Observes @Initialized(ApplicationScoped.class) Object event,
      SignIn signIn,
      UserSessionStore sessions,
      MetricRegistry registry) {
    // Those in Redis are not this server's, and counting them would cost Redis a walk over all of
    // its keys.
    if (sessions instanceof StreamEndingSessionStore ending
        && ending.store() instanceof MemoryUserSessionStore memory) {
      registry.gauge(
          Metadata.builder()
              .withName("visiona_sessions")
              .withDescription("Sessions in this server's memory, some of which may have expired")
              .build(),
          memory,
          MemoryUserSessionStore::size);
    }
  }
}
